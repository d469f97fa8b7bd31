import { LOOK, THEME_NAMES } from '../words/settings.ts'
import { type Preferences, THEMES } from './preferences.ts'
import { SettingsSection } from './settings-section.tsx'

/** Light or dark. */
export function AppearanceSettings({ preferences }: { preferences: Preferences }) {
  return (
    <SettingsSection title={LOOK.title}>
      <fieldset>
        <legend class="sr-only">{LOOK.legend}</legend>
        <div class="grid grid-cols-3 gap-1 rounded-xl bg-slate-100 p-1 dark:bg-slate-900">
          {THEMES.map((theme) => (
            <label
              key={theme}
              class="relative grid min-h-11 cursor-pointer place-items-center rounded-lg px-2 text-center text-sm font-medium has-checked:bg-white has-checked:shadow-xs has-focus-visible:outline-2 has-focus-visible:outline-indigo-500 dark:has-checked:bg-slate-700"
            >
              <input
                type="radio"
                name="theme"
                checked={preferences.theme.value === theme}
                onChange={() => preferences.choose('theme', theme)}
                data-testid={`theme-${theme}`}
                class="absolute inset-0 cursor-pointer opacity-0"
              />
              {THEME_NAMES[theme]}
            </label>
          ))}
        </div>
      </fieldset>
    </SettingsSection>
  )
}
