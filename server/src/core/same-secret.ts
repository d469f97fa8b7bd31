/** Whether somebody gave the secret, in a time that depends on how much he gave, and not on where it differs. */
export function isSameSecret(given: string, secret: string): boolean {
  let difference = given.length ^ secret.length
  for (let at = 0; at < given.length; at++) difference |= given.charCodeAt(at) ^ secret.charCodeAt(at)
  return difference === 0
}
