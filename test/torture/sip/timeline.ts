import type { Started } from '../../../protocols/sip/transaction.ts'

interface Machine<Input, Effect> {
  readonly nextWake: number | null
  step(input: Input | { readonly kind: 'wake' }, now: number): Effect[]
}

/** One machine on a virtual clock that begins at 0, woken whenever it asks to be, and a diary of what it wanted done and when. */
export class Timeline<Input, Effect extends { readonly do: string }> {
  readonly machine: Machine<Input, Effect>
  readonly diary: { readonly at: number; readonly effect: Effect }[] = []
  now = 0

  constructor(started: Started<Machine<Input, Effect>, Effect>) {
    this.machine = started.transaction
    this.#note(started.effects)
  }

  /** Gives it `input` at that time, after whatever it wanted before. Returns what this input had it do. */
  at(time: number, input: Input): Effect[] {
    this.until(time)
    const effects = this.machine.step(input, this.now)
    this.#note(effects)
    return effects
  }

  /** Lets time pass; `time` itself is reached. */
  until(time: number): this {
    for (let wake = this.machine.nextWake; wake !== null && wake <= time; wake = this.machine.nextWake) {
      this.now = wake
      this.#note(this.machine.step({ kind: 'wake' }, wake))
    }
    this.now = time
    return this
  }

  /** When effects of that kind were wanted, in ms. */
  times(kind: Effect['do']): number[] {
    return this.diary.flatMap(({ at, effect }) => (effect.do === kind ? [at] : []))
  }

  #note(effects: readonly Effect[]): void {
    this.diary.push(...effects.map((effect) => ({ at: this.now, effect })))
  }
}
