interface AvatarProps {
  /** What the person is called. */
  readonly name: string
  /** What the colour is chosen by: one person has the same one everywhere. */
  readonly address: string
  /** Width, height and size of the letter. */
  readonly className?: string
}

/** White letters are read well on each of these. */
const GROUNDS = [
  'bg-indigo-600',
  'bg-sky-700',
  'bg-teal-700',
  'bg-emerald-700',
  'bg-amber-700',
  'bg-rose-600',
  'bg-fuchsia-700',
  'bg-slate-600',
] as const

/** A round with the first letter of a name, beside which the name is written. */
export function Avatar({ name, address, className = 'size-11 text-lg' }: AvatarProps) {
  let sum = 0
  for (const letter of address.toLowerCase()) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521
  const [first = '?'] = name.trim()
  return (
    <span
      aria-hidden="true"
      class={`grid shrink-0 place-items-center rounded-full font-semibold text-white uppercase select-none ${GROUNDS[sum % GROUNDS.length]} ${className}`}
    >
      {first}
    </span>
  )
}
