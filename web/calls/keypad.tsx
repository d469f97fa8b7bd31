import { useEffect } from 'preact/hooks'
import type { PhoneCall } from './phone-call.ts'

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const
const NAMES: Readonly<Record<string, string>> = { '*': 'star', '#': 'hash' }

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement

/** Keys for machines that answer; the keyboard's own digits work as well. */
export function Keypad({ call }: { call: PhoneCall }) {
  useEffect(() => {
    const press = ({ key, target, ctrlKey, altKey, metaKey }: KeyboardEvent): void => {
      const plain = !(ctrlKey || altKey || metaKey || isTyping(target))
      if (plain && KEYS.some((known) => known === key)) void call.press(key)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [call])
  return (
    <fieldset class="w-64 rounded-2xl bg-slate-800/95 p-4 shadow-xl ring-1 ring-white/15" data-testid="keypad">
      <legend class="sr-only">Keypad</legend>
      <output class="mb-3 block h-7 truncate text-center text-xl tracking-widest tabular-nums" data-testid="dtmf-digits">
        {call.digits.value}
      </output>
      <div class="grid grid-cols-3 gap-2">
        {KEYS.map((key) => (
          <button
            key={key}
            type="button"
            aria-label={NAMES[key] ?? key}
            onClick={() => void call.press(key)}
            data-testid={`dtmf-${NAMES[key] ?? key}`}
            class="h-12 rounded-xl bg-white/10 text-xl font-medium hover:bg-white/20"
          >
            {key}
          </button>
        ))}
      </div>
    </fieldset>
  )
}
