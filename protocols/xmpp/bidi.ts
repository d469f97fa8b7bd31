// The Bidi Rule for names (RFC 5893 §2). The directions of code points are told by their scripts, which is all that names are made of.

const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Nko}\p{Script=Cypriot}\p{Script=Phoenician}\p{Script=Adlam}\p{Script=Mende_Kikakui}]/u
const ARABIC_LETTER = /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u
const ARABIC_NUMBER = /[\u0600-\u0605\u0660-\u0669\u066b\u066c\u06dd]/u
const EUROPEAN_NUMBER = /[0-9\u06f0-\u06f9]/u

type Direction = 'L' | 'R' | 'AN' | 'EN' | 'NSM' | 'neutral'

/** Whether text reads in one order only: true of all text without letters from right to left. */
export function followsBidiRule(text: string): boolean {
  const directions = Array.from(text, directionOf)
  if (!directions.some((direction) => direction === 'R' || direction === 'AN')) return true
  // Conditions 1 and 3: it begins with a letter from right to left, and ends in one or in a number, but for marks.
  const last = directions.findLast((direction) => direction !== 'NSM')
  if (directions[0] !== 'R' || last === undefined || !['R', 'EN', 'AN'].includes(last)) return false
  // Conditions 2 and 4: nothing from left to right, and numbers of one kind.
  return !directions.includes('L') && !(directions.includes('EN') && directions.includes('AN'))
}

function directionOf(char: string): Direction {
  if (/\p{Mn}|\p{Me}/u.test(char)) return 'NSM'
  if (EUROPEAN_NUMBER.test(char)) return 'EN'
  if (ARABIC_NUMBER.test(char)) return 'AN'
  if (RIGHT_TO_LEFT.test(char) || (ARABIC_LETTER.test(char) && /[\p{L}\p{N}\p{M}]/u.test(char))) return 'R'
  return /[\p{L}\p{N}\p{Mc}]/u.test(char) ? 'L' : 'neutral'
}
