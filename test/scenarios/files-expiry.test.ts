import { readdirSync, truncateSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '../../server/src/adapters/clock/system.ts'
import type { Clock } from '../../server/src/ports/clock.ts'
import { FileServer } from './support/file-server.ts'
import { eventually } from './support/telephony.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const LARGE = 50 * 1024 * 1024

test('[12.121] every hour large files go after their days, others after twice as many, and their folders with them', async () => {
  const hourly: (() => void)[] = []
  const clock: Clock = {
    now: () => systemClock.now(),
    after: (delay, task) => {
      if (delay !== HOUR) return systemClock.after(delay, task)
      hourly.push(task)
      return () => {}
    },
  }
  const server = await FileServer.start({ clock, settings: { lifetime: 15 * DAY } })
  const stored = async (name: string, size: number, days: number) => {
    await server.upload(name.replace('.', '-'), name)
    const path = readdirSync(server.directory, { recursive: true, encoding: 'utf8' }).find((entry) => entry.endsWith(`/${name}`))
    truncateSync(join(server.directory, path ?? ''), size)
    const then = (clock.now() - days * DAY) / 1000
    utimesSync(join(server.directory, path ?? ''), then, then)
  }
  await stored('large-old.mov', LARGE, 15.1)
  await stored('large-young.mov', LARGE, 14.9)
  await stored('small-old.png', LARGE - 1, 30.1)
  await stored('small-young.png', LARGE - 1, 29.9)
  await eventually('the first hour has begun', () => hourly.length === 1)
  hourly.shift()?.()
  await eventually('the next hour has begun', () => hourly.length === 1)
  expect(server.onDisk.sort()).toEqual(['large-young.mov', 'meta-large-young.mov', 'meta-small-young.png', 'small-young.png'])
  expect(readdirSync(server.directory, { recursive: true, encoding: 'utf8' }).filter((entry) => entry.includes('old'))).toEqual(
    [],
  )
  expect(server.log.text).toContain('old files removed')
  await server.stop()
})
