/** Tiles wider than a camera's picture show nothing but ground; narrower ones cut off too much of it. */
const WIDEST = 16 / 9
const NARROWEST = { landscape: 4 / 3, portrait: 3 / 4 } as const
/** Between tiles, in CSS pixels. */
const GAP = 8
/** Where tiles would be lower they keep this height, and what shows them is scrolled. */
const LOWEST = 84
/** Part of the height that those who are not seen large get, and the most of it. */
const STRIP = { part: 0.22, highest: 150, ratio: 4 / 3 } as const

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

/**
 * Places tiles on a stage: the large ones in a grid as big as can be, the small ones in rows below it; all in the grid where none is large.
 * @returns places of the large ones, then of the small ones; those of many small tiles may reach below the stage
 */
export function placeTiles(large: number, small: number, stage: Size): readonly Place[] {
  if (large === 0 || small === 0) return grid(large + small, stage)
  const height = Math.floor(Math.min(STRIP.highest, Math.max(LOWEST, stage.height * STRIP.part)))
  const tile = { width: Math.min(stage.width, Math.floor(height * STRIP.ratio)), height }
  const enlarged = grid(large, { width: stage.width, height: stage.height - height - GAP })
  const columns = Math.max(1, Math.floor((stage.width + GAP) / (tile.width + GAP)))
  const bottom = Math.max(stage.height - height - GAP, ...enlarged.map((place) => place.top + place.height))
  return [...enlarged, ...rowsOf(small, columns, tile, stage.width, bottom + GAP)]
}

/** The grid in which equal tiles are largest, in the middle of the stage. */
function grid(count: number, { width, height }: Size): readonly Place[] {
  const narrowest = width > height ? NARROWEST.landscape : NARROWEST.portrait
  let best = { columns: 1, width: 0, height: 0 }
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns)
    const widest = (width - GAP * (columns - 1)) / columns
    const highest = Math.max(LOWEST, (height - GAP * (rows - 1)) / rows)
    const tile = {
      width: Math.floor(Math.min(widest, highest * WIDEST)),
      height: Math.floor(Math.min(highest, widest / narrowest)),
    }
    if (tile.width * tile.height > best.width * best.height) best = { columns, ...tile }
  }
  const rows = Math.ceil(count / best.columns)
  const free = height - rows * best.height - (rows - 1) * GAP
  return rowsOf(count, best.columns, best, width, Math.max(0, Math.floor(free / 2)))
}

/** Tiles row by row from `top` on, the last row in the middle like the others. */
function rowsOf(count: number, columns: number, tile: Size, width: number, top: number): readonly Place[] {
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns)
    const inRow = Math.min(columns, count - row * columns)
    const free = width - inRow * tile.width - (inRow - 1) * GAP
    return {
      left: Math.floor(free / 2) + (index % columns) * (tile.width + GAP),
      top: top + row * (tile.height + GAP),
      width: tile.width,
      height: tile.height,
    }
  })
}
