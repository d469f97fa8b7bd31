/** Tiles wider than a camera's picture show nothing but ground; narrower ones cut off too much of it. */
const WIDEST = 16 / 9
const NARROWEST = { landscape: 4 / 3, portrait: 3 / 4 } as const
/** Between tiles, in CSS pixels. */
const GAP = 8
/** Where tiles would be lower they keep this height, in CSS pixels, and what shows them is scrolled. */
const LOWEST = { usual: 84, small: 56 } as const
/** Beside large tiles: the part of the stage's height that is kept for the small ones, and what they may have of a large one's height. */
const SMALL = { share: 0.22, ofLarge: 0.45 } as const

/** Part of the largest area for which a grid of more columns is taken. */
const NEARLY = 0.95

/** No tile of a page is smaller, in CSS pixels: below that nobody is recognized. */
const LEAST = { usual: { width: 150, height: 112 }, small: { width: 104, height: 78 } } as const
/** As many pictures at once as computers decode without noise from their fans. */
const MOST_AT_ONCE = { usual: 25, small: 10 } as const

/** Where a tile is, in CSS pixels from the upper left. */
export interface Place {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

interface Size {
  readonly width: number
  readonly height: number
}

interface Bounds {
  /** Width of a tile in heights. */
  readonly narrowest: number
  /** CSS pixels */
  readonly lowest: number
  readonly highest: number
}

/** Equal tiles in rows. */
interface Grid {
  readonly count: number
  readonly columns: number
  readonly tile: Size
  readonly height: number
}

/**
 * Places tiles on a stage: the large ones as big as can be, the small ones below them; all alike where none is large.
 * @returns places of the large ones, then of the small ones; those of many tiles may reach below the stage
 */
export function placeTiles(large: number, small: number, stage: Size): readonly Place[] {
  if (large === 0 || small === 0) {
    const alike = largestGrid(large + small, stage, {
      narrowest: narrowestOn(stage),
      lowest: LOWEST.usual,
      highest: stage.height,
    })
    return placesOf(alike, stage.width, middle(stage.height - alike.height))
  }
  const enlarged = enlargedOn(large, stage)
  const below = { width: stage.width, height: stage.height - enlarged.height - GAP }
  const highest = enlarged.tile.height * SMALL.ofLarge
  const others = largestGrid(small, below, { narrowest: narrowestOn(below), lowest: LOWEST.small, highest })
  const top = middle(stage.height - enlarged.height - GAP - others.height)
  return [...placesOf(enlarged, stage.width, top), ...placesOf(others, stage.width, top + enlarged.height + GAP)]
}

/**
 * How many tiles can be shown at once: of equal ones on the whole stage, or of small ones beside large ones.
 * @param large how many are seen large
 */
export function tilesAtOnce(large: number, stage: Size): number {
  const kind = large === 0 ? 'usual' : 'small'
  const height = large === 0 ? stage.height : stage.height - enlargedOn(large, stage).height - GAP
  const fit = (length: number, least: number): number => Math.max(1, Math.floor((length + GAP) / (least + GAP)))
  const { width: least, height: lowest } = LEAST[kind]
  return Math.min(MOST_AT_ONCE[kind], fit(stage.width, least) * fit(height, lowest))
}

/** The large tiles, above what is kept for the small ones. What is enlarged is to be seen whole, so its tile is like a camera's picture or a screen. */
function enlargedOn(large: number, { width, height }: Size): Grid {
  const above = { width, height: height - Math.max(LOWEST.small, height * SMALL.share) - GAP }
  return largestGrid(large, above, { narrowest: WIDEST, lowest: LOWEST.usual, highest: above.height })
}

const middle = (free: number): number => Math.max(0, Math.floor(free / 2))

const narrowestOn = ({ width, height }: Size): number => (width > height ? NARROWEST.landscape : NARROWEST.portrait)

/** The grid in which tiles are largest, or nearly: side by side is how people sit. */
function largestGrid(count: number, { width, height }: Size, { narrowest, lowest, highest }: Bounds): Grid {
  const grids = Array.from({ length: count }, (_, index): Grid => {
    const columns = index + 1
    const rows = Math.ceil(count / columns)
    const broad = (width - GAP * (columns - 1)) / columns
    const tall = Math.max(lowest, Math.min(highest, (height - GAP * (rows - 1)) / rows))
    const tile = { width: Math.floor(Math.min(broad, tall * WIDEST)), height: Math.floor(Math.min(tall, broad / narrowest)) }
    return { count, columns, tile, height: rows * tile.height + (rows - 1) * GAP }
  }).filter(({ tile }) => tile.width > 0)
  const areaOf = ({ tile }: Grid): number => tile.width * tile.height
  const largest = Math.max(...grids.map(areaOf))
  const chosen = grids.findLast((grid) => areaOf(grid) >= largest * NEARLY)
  return chosen ?? { count: 0, columns: 1, tile: { width: 0, height: 0 }, height: 0 }
}

/** Row by row from `top` on, the last row in the middle like the others. */
function placesOf({ count, columns, tile }: Grid, width: number, top: number): readonly Place[] {
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns)
    const inRow = Math.min(columns, count - row * columns)
    const free = width - inRow * tile.width - (inRow - 1) * GAP
    return { left: middle(free) + (index % columns) * (tile.width + GAP), top: top + row * (tile.height + GAP), ...tile }
  })
}
