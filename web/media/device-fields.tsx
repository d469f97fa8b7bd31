import { useEffect } from 'preact/hooks'
import { DEFAULT_DEVICE, DEVICE_NAMES, deviceWords } from '../words/devices.ts'
import { DEVICE_KINDS, type DeviceChoice, type DeviceKind } from './device-choice.ts'

/** Which microphone, camera and speaker to use; a kind of which the browser tells nothing is left out. */
export function DeviceFields({ choice }: { choice: DeviceChoice }) {
  useEffect(() => void choice.refresh(), [choice])
  return DEVICE_KINDS.map((kind) => <DeviceField key={kind} choice={choice} kind={kind} />)
}

function DeviceField({ choice, kind }: { choice: DeviceChoice; kind: DeviceKind }) {
  const known = choice.known.value[kind]
  const chosen = choice.chosen.value[kind]
  if (known.length === 0) return null
  // What the browser takes by itself is among its devices under this name.
  const others = known.filter(({ id }) => id !== 'default')
  return (
    <label class="flex flex-col gap-1 text-sm font-medium">
      {DEVICE_NAMES[kind]}
      <select
        value={others.some(({ id }) => id === chosen) ? (chosen ?? '') : ''}
        onChange={(event) => choice.choose(kind, event.currentTarget.value === '' ? null : event.currentTarget.value)}
        data-testid={`device-${kind}`}
        class="min-h-11 w-full rounded-xl border border-slate-300 bg-white px-3 font-normal text-slate-900 dark:border-slate-600 dark:bg-slate-900 dark:text-slate-100"
      >
        <option value="">{DEFAULT_DEVICE}</option>
        {others.map(({ id, label }, index) => (
          <option key={id} value={id}>
            {deviceWords(kind, label, index + 1)}
          </option>
        ))}
      </select>
    </label>
  )
}
