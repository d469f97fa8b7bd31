import { useSignal } from '@preact/signals'
import { Alert } from '../controls/alert.tsx'
import { CheckBox } from '../controls/check-box.tsx'
import { ALERTS } from '../words/settings.ts'
import { notificationPermission, setNotifying } from './notification-permission.ts'
import type { Preferences } from './preferences.ts'
import { SettingsSection } from './settings-section.tsx'

/** How loud it rings, and what is told while the page is hidden. */
export function AlertSettings({ preferences }: { preferences: Preferences }) {
  const permission = useSignal(notificationPermission())
  const { ringVolume, notifying, showText } = preferences
  const on = notifying.value === 'on' && permission.value === 'granted'
  const percent = Math.round(ringVolume.value * 100)

  async function toggle(wanted: boolean): Promise<void> {
    permission.value = await setNotifying(preferences, wanted)
  }

  return (
    <SettingsSection title={ALERTS.title}>
      <label class="flex flex-col gap-1">
        <span class="flex justify-between gap-4 text-sm font-medium">
          {ALERTS.volume}
          <span class="font-normal tabular-nums">{ALERTS.volumeValue(percent)}</span>
        </span>
        <input
          type="range"
          min={0}
          max={100}
          step={5}
          value={percent}
          onInput={(event) => preferences.choose('ringVolume', event.currentTarget.valueAsNumber / 100)}
          aria-valuetext={ALERTS.volumeValue(percent)}
          data-testid="ring-volume"
          class="h-11 w-full accent-indigo-600 dark:accent-indigo-400"
        />
      </label>
      {permission.value === 'none' ? (
        <p>{ALERTS.impossible}</p>
      ) : (
        <CheckBox
          name="notify"
          label={ALERTS.notify}
          hint={ALERTS.notifyHint}
          checked={on}
          onChange={(checked) => void toggle(checked)}
          testId="notify"
        />
      )}
      {permission.value === 'denied' && <Alert testId="notify-denied">{ALERTS.denied}</Alert>}
      {on && (
        <CheckBox
          name="show-text"
          label={ALERTS.showText}
          hint={ALERTS.showTextHint}
          checked={showText.value}
          onChange={(checked) => preferences.choose('showText', checked)}
          testId="notify-text"
        />
      )}
    </SettingsSection>
  )
}
