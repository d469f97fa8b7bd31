import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

/** One part of the settings, under a heading of its own. */
export function SettingsSection({ title, children }: { title: string; children: ComponentChildren }) {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      class="flex flex-col gap-4 rounded-2xl bg-white p-4 shadow-xs ring-1 ring-slate-200 sm:p-6 dark:bg-slate-800 dark:ring-slate-700"
    >
      <h2 id={id} class="text-lg font-semibold">
        {title}
      </h2>
      {children}
    </section>
  )
}
