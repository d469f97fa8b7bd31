import { afterEach } from 'vitest'
import { ConferenceHouse, type ConferenceOptions } from './conference-house.ts'

const houses: ConferenceHouse[] = []

afterEach(() => {
  for (const house of houses.splice(0)) house.close()
})

/** Chat rooms for SIP clients that are gone after the test. */
export async function openHouse(options: ConferenceOptions = {}): Promise<ConferenceHouse> {
  const house = await ConferenceHouse.open(options)
  houses.push(house)
  return house
}
