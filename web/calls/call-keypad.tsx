import { useEffect } from 'preact/hooks'
import { KEYPAD } from '../words/calls.ts'
import { KEYS, playKey } from './key-tone.ts'
import { Keys } from './keys.tsx'
import type { PhoneCall } from './phone-call.ts'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement ||
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLElement && target.isContentEditable)

/** Keys for machines that answer; the keyboard's own digits work as well. */
export function CallKeypad({ call }: { call: PhoneCall }) {
  function press(key: string): void {
    playKey(key)
    void call.press(key)
  }

  useEffect(() => {
    const take = ({ key, target, ctrlKey, altKey, metaKey, repeat }: KeyboardEvent): void => {
      const plain = !(ctrlKey || altKey || metaKey || repeat || isTyping(target))
      if (plain && KEYS.includes(key)) press(key)
    }
    window.addEventListener('keydown', take)
    return () => window.removeEventListener('keydown', take)
  }, [call])
  return (
    <fieldset class="w-64 shrink-0 rounded-2xl bg-slate-800/95 p-4 shadow-xl ring-1 ring-white/15" data-testid="keypad">
      <legend class="sr-only">{KEYPAD}</legend>
      <output class="mb-3 block h-7 truncate text-center text-xl tracking-widest tabular-nums" data-testid="dtmf-digits">
        {call.digits.value}
      </output>
      <Keys onPress={press} dark testId="dtmf" />
    </fieldset>
  )
}
