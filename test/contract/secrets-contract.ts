import { describe, expect, test } from 'vitest'
import type { StoreBench } from './store-backend.ts'

/** What every store owes to who keeps secrets in it. */
export function secretsContract({ open, openBeside }: StoreBench): void {
  describe('secrets', () => {
    test('one is made once, for each name another', async () => {
      const { secrets } = await open()
      const [one, again, other] = await Promise.all([secrets.secret('one'), secrets.secret('one'), secrets.secret('other')])
      expect(one).toHaveLength(32)
      expect(again).toEqual(one)
      expect(other).not.toEqual(one)
      expect(await (await open()).secrets.secret('one')).toEqual(one)
    })

    test('whoever asks for it first, all get the same', async () => {
      const stores = [await open(), await openBeside()]
      const [one, other] = await Promise.all(stores.map((store) => store.secrets.secret('one')))
      expect(one).toEqual(other)
    })
  })
}
