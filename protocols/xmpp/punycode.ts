// Punycode (RFC 3492), by which names of DNS carry other letters than those of ASCII.

const BASE = 36
const TMIN = 1
const TMAX = 26
const SKEW = 38
const DAMP = 700
const FIRST_BIAS = 72
const FIRST_CODE = 128
const DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789'
/** A label of DNS has no more, so that the work is bounded. */
const LONGEST = 63

/** The code points of a label as Punycode, without `xn--`; null where that is longer than a label can be. */
export function encodePunycode(text: string): string | null {
  const codes = Array.from(text, (char) => char.codePointAt(0) ?? 0)
  if (codes.length > LONGEST) return null
  const basic = codes.filter((code) => code < FIRST_CODE)
  let output = String.fromCodePoint(...basic) + (basic.length > 0 ? '-' : '')
  let code = FIRST_CODE
  let delta = 0
  let bias = FIRST_BIAS
  for (let handled = basic.length; handled < codes.length; ) {
    const next = Math.min(...codes.filter((other) => other >= code))
    delta += (next - code) * (handled + 1)
    code = next
    for (const other of codes) {
      if (other < code) delta++
      if (other !== code) continue
      let rest = delta
      for (let k = BASE; ; k += BASE) {
        const threshold = thresholdAt(k, bias)
        if (rest < threshold) break
        output += DIGITS[threshold + ((rest - threshold) % (BASE - threshold))]
        rest = Math.floor((rest - threshold) / (BASE - threshold))
      }
      output += DIGITS[rest]
      bias = adapt(delta, handled + 1, handled === basic.length)
      delta = 0
      handled++
    }
    delta++
    code++
  }
  return output.length > LONGEST ? null : output
}

/** What Punycode in lower case stands for; null where it is none. */
export function decodePunycode(text: string): string | null {
  if (text.length > LONGEST || !/^[a-z0-9-]*$/.test(text)) return null
  const hyphen = text.lastIndexOf('-')
  const codes = Array.from(hyphen > 0 ? text.slice(0, hyphen) : '', (char) => char.charCodeAt(0))
  let code = FIRST_CODE
  let place = 0
  let bias = FIRST_BIAS
  for (let at = hyphen > 0 ? hyphen + 1 : 0; at < text.length; ) {
    const start = place
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = at < text.length ? DIGITS.indexOf(text.charAt(at++)) : -1
      if (digit < 0) return null
      place += digit * weight
      const threshold = thresholdAt(k, bias)
      if (digit < threshold) break
      weight *= BASE - threshold
      if (place > 0x7fffffff || weight > 0x7fffffff) return null
    }
    const size = codes.length + 1
    bias = adapt(place - start, size, start === 0)
    code += Math.floor(place / size)
    place %= size
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return null
    codes.splice(place++, 0, code)
  }
  return String.fromCodePoint(...codes)
}

function thresholdAt(k: number, bias: number): number {
  return Math.min(TMAX, Math.max(TMIN, k - bias))
}

function adapt(delta: number, size: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? DAMP : 2))
  rest += Math.floor(rest / size)
  let k = 0
  for (; rest > ((BASE - TMIN) * TMAX) / 2; k += BASE) rest = Math.floor(rest / (BASE - TMIN))
  return k + Math.floor(((BASE - TMIN + 1) * rest) / (rest + SKEW))
}
