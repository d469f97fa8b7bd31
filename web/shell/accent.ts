/** Steps of the page's colour, by their names in Tailwind, and how much white (above 0) or black (below 0) is mixed into it. */
const STEPS: readonly (readonly [step: number, mixed: number])[] = [
  [50, 0.94],
  [100, 0.86],
  [200, 0.72],
  [300, 0.5],
  [400, 0.28],
  [500, 0.12],
  [600, 0],
  [700, -0.16],
  [800, -0.34],
  [900, -0.5],
  [950, -0.68],
]

/** White on a colour is read well from here on (WCAG 2.2 §1.4.3). */
const LEAST_CONTRAST = 4.5

type Rgb = readonly [red: number, green: number, blue: number]

const parts = (colour: string): Rgb => {
  const part = (at: number): number => Number.parseInt(colour.slice(at, at + 2), 16)
  return [part(1), part(3), part(5)]
}

/** Relative luminance (WCAG 2.2). */
function luminance(colour: Rgb): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const share = part / 255
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const contrastToWhite = (colour: Rgb): number => 1.05 / (luminance(colour) + 0.05)

/** @param share of white, or below 0 of black */
function mix([red, green, blue]: Rgb, share: number): Rgb {
  const part = (value: number): number => Math.round(value + ((share > 0 ? 255 : 0) - value) * Math.abs(share))
  return [part(red), part(green), part(blue)]
}

/**
 * The steps of an operator's colour, as values of the custom properties that the page's own colour has. A colour too light for white letters is made
 * darker until they can be read.
 * @param accent `#rrggbb`
 */
export function accentSteps(accent: string): ReadonlyMap<string, string> {
  let base = parts(accent)
  while (contrastToWhite(base) < LEAST_CONTRAST) base = mix(base, -0.04)
  return new Map(STEPS.map(([step, mixed]) => [`--color-indigo-${step}`, `rgb(${mix(base, mixed).join(' ')})`]))
}
