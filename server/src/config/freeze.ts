/** Makes `value` and everything it holds unchangeable, in place. For plain data: what a Map holds or a function closes over is not reached. */
export function freezeDeep<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const part of Object.values(value)) freezeDeep(part)
  return Object.freeze(value)
}
