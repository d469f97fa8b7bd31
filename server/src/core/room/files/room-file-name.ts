const ENDING = /\.[^.]{1,12}$/u
/** What means something to headers or paths, or cannot be seen. */
const NOT_GIVEN_OUT = /[\p{Cc}\p{Cf}\p{Surrogate}"\\/]/u

/**
 * The name as it is, or the first of `name-1.ext`, `name-2.ext` … that is not taken (sylkrtc-protocol §7.2). At most seven bytes longer than `name` as
 * long as fewer than a million are taken.
 */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  const ending = ENDING.exec(name)?.[0] ?? ''
  const stem = name.slice(0, name.length - ending.length)
  let free = name
  for (let number = 1; isTaken(free); number++) free = `${stem}-${number}${ending}`
  return free
}

/** Whether a file that was found on disk can be told of and given out under its name. Who put it there had other rules for names. */
export function canBeGivenOut(name: string): boolean {
  return !NOT_GIVEN_OUT.test(name)
}
