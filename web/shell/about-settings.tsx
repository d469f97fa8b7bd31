import { ABOUT } from '../words/settings.ts'
import type { Session } from './session.ts'
import { SettingsSection } from './settings-section.tsx'

/** What this is, and where to find help. */
export function AboutSettings({ session }: { session: Session }) {
  const { name, supportUrl } = session.config.value
  return (
    <SettingsSection title={ABOUT.title}>
      <p data-testid="version">{ABOUT.version(name, __VERSION__)}</p>
      <p class="text-sm text-slate-600 dark:text-slate-300">{ABOUT.kept}</p>
      <p class="flex flex-wrap gap-x-6 gap-y-2">
        {supportUrl !== null && (
          <a
            href={supportUrl}
            rel="noopener noreferrer"
            target="_blank"
            class="font-medium text-indigo-700 underline underline-offset-4 dark:text-indigo-300"
          >
            {ABOUT.help}
          </a>
        )}
        <button
          type="button"
          onClick={() => {
            session.helpShown.value = true
          }}
          data-testid="help-open"
          class="rounded font-medium text-indigo-700 underline underline-offset-4 dark:text-indigo-300"
        >
          {ABOUT.shortcuts}
        </button>
      </p>
    </SettingsSection>
  )
}
