import { crc32, deflateSync } from 'node:zlib'
import type { Plugin } from 'vite'

/** A line with round ends, in the units of weft.svg: 32 a side. */
interface Line {
  readonly from: readonly [x: number, y: number]
  readonly to: readonly [x: number, y: number]
  readonly opacity: number
}

const UNITS = 32
const LINE_WIDTH = 3
const CORNER = 8
const GROUND = [0x4f, 0x46, 0xe5] as const

const line = (x1: number, y1: number, x2: number, y2: number, opacity: number): Line => ({
  from: [x1, y1],
  to: [x2, y2],
  opacity,
})

/** As weft.svg draws them: threads up and down, and those across that go over them and under them. */
const LINES: readonly Line[] = [
  ...[9, 23].flatMap((x) => [line(x, 7, x, 13, 0.6), line(x, 19, x, 25, 0.6)]),
  ...[7, 15, 23].map((y) => line(16, y, 16, y + 2, 0.6)),
  ...[line(7, 12, 8, 12, 1), line(12, 12, 23, 12, 1), line(7, 20, 19, 20, 1), line(23, 20, 25, 20, 1)],
]

/** How an icon differs from weft.svg. */
interface Look {
  /** Pixels a side. */
  readonly size: number
  /** Of the drawing, around the middle: launchers cut up to a fifth off each side of a maskable icon. */
  readonly scale: number
  /** Rounds the corners; otherwise the ground goes to the edge. */
  readonly round: boolean
  /** White on nothing: what phones draw into their status bar. */
  readonly plain: boolean
}

const ICONS: Readonly<Record<string, Look>> = {
  'icon-192.png': { size: 192, scale: 1, round: true, plain: false },
  'icon-512.png': { size: 512, scale: 1, round: true, plain: false },
  'icon-maskable-512.png': { size: 512, scale: 0.75, round: false, plain: false },
  'badge.png': { size: 96, scale: 1.3, round: false, plain: true },
}

/** The icons of the installed page. Launchers want pixels, so that weft.svg is drawn again here, at every build. */
export function icons(): Plugin {
  return {
    name: 'weft-icons',
    generateBundle() {
      for (const [fileName, look] of Object.entries(ICONS)) this.emitFile({ type: 'asset', fileName, source: drawIcon(look) })
    },
  }
}

/** @returns the bytes of a PNG */
function drawIcon(look: Look): Uint8Array {
  const { size } = look
  // Each row begins with its filter, 0: none (PNG §9).
  const rows = new Uint8Array(size * (1 + size * 4))
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) rows.set(pixel(x, y, look), y * (1 + size * 4) + 1 + x * 4)
  return png(size, rows)
}

/** Red, green, blue and opacity, from 0 to 255. */
function pixel(x: number, y: number, { size, scale, round, plain }: Look): Uint8Array {
  const unit = size / UNITS
  const place = (at: number): number => (at + 0.5) / unit
  const unscaled = (at: number): number => (place(at) - UNITS / 2) / scale + UNITS / 2
  const ink = inkAt(unscaled(x), unscaled(y), unit * scale)
  const ground = round ? coverage(beyondCorner(place(x), place(y)), unit) : 1
  const part = (colour: number): number => Math.round(plain ? 255 : colour + (255 - colour) * ink)
  return Uint8Array.of(part(GROUND[0]), part(GROUND[1]), part(GROUND[2]), Math.round(255 * (plain ? ink : ground)))
}

/** How much of a pixel is within a shape whose edge is so far away, in units; within it that is below 0. */
const coverage = (distance: number, pixelsPerUnit: number): number => Math.min(1, Math.max(0, 0.5 - distance * pixelsPerUnit))

/** How far a point is outside a square with round corners. */
function beyondCorner(x: number, y: number): number {
  const beyond = (at: number): number => Math.max(0, Math.abs(at - UNITS / 2) - (UNITS / 2 - CORNER))
  return Math.hypot(beyond(x), beyond(y)) - CORNER
}

/** Opacity of the lines at a point. */
function inkAt(x: number, y: number, pixelsPerUnit: number): number {
  let most = 0
  for (const { from, to, opacity } of LINES)
    most = Math.max(most, opacity * coverage(distance(x, y, from, to) - LINE_WIDTH / 2, pixelsPerUnit))
  return most
}

function distance(x: number, y: number, [x1, y1]: Line['from'], [x2, y2]: Line['to']): number {
  const [dx, dy] = [x2 - x1, y2 - y1]
  const along = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)))
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy)
}

/** A square picture with 8 bits for each of red, green, blue and opacity (PNG, third edition). */
function png(size: number, rows: Uint8Array): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  framed.set(body, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}
