import type { OwnKeyProps } from '../chat/own-key.tsx'
import { lazily } from '../controls/lazy.tsx'
import { SECTIONS } from '../words/shell.ts'
import { AboutSettings } from './about-settings.tsx'
import { AlertSettings } from './alert-settings.tsx'
import { AppearanceSettings } from './appearance-settings.tsx'
import { DeviceSettings } from './device-settings.tsx'
import { LogOut } from './log-out.tsx'
import { ProfileSettings } from './profile-settings.tsx'
import type { Session } from './session.ts'

const OwnKey = lazily<OwnKeyProps>(async () => (await import('../chat/own-key.tsx')).OwnKey)

/** What can be chosen about the page and the account. */
export function Settings({ session }: { session: Session }) {
  const encryption = session.chat.value?.encryption
  return (
    <div class="h-full overflow-y-auto">
      <div class="mx-auto flex w-full max-w-2xl flex-col gap-5 p-4 sm:p-6">
        <h1 class="text-xl font-semibold">{SECTIONS.settings}</h1>
        <ProfileSettings session={session} />
        <DeviceSettings devices={session.devices} />
        <AlertSettings preferences={session.preferences} />
        <AppearanceSettings preferences={session.preferences} />
        {encryption && (
          <div class="rounded-2xl bg-white p-4 shadow-xs ring-1 ring-slate-200 sm:p-6 dark:bg-slate-800 dark:ring-slate-700">
            <OwnKey encryption={encryption} />
          </div>
        )}
        <AboutSettings session={session} />
        <LogOut session={session} testId="settings-logout" />
      </div>
    </div>
  )
}
