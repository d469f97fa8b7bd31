import type { Locator, Page } from 'playwright-core'
import { until } from './until.ts'
import type { WebPhone } from './web-phone.ts'

const PATIENCE = 15_000

declare global {
  interface Window {
    /** Id of a message to the states that its bubble has shown, in order. */
    shownStates?: Record<string, string[]>
  }
}

/** The message pane of the web application, used as a person uses it. */
export class WebChat {
  readonly page: Page
  readonly #phone: WebPhone
  readonly #list: Locator

  private constructor(phone: WebPhone) {
    this.page = phone.page
    this.#phone = phone
    this.#list = phone.page.getByTestId('message')
  }

  /** Of a page that is logged in. */
  static async of(phone: WebPhone): Promise<WebChat> {
    await phone.page.evaluate(noteStates)
    return new WebChat(phone)
  }

  /** Opens the conversation with somebody, be there one or not. */
  async open(address: string): Promise<void> {
    await this.#phone.section('chats')
    await this.page.getByTestId('chat-to').fill(address)
    await this.page.getByTestId('chat-to').press('Enter')
    await this.page.locator(`[data-testid="open-conversation"][data-contact="${address}"]`).waitFor()
  }

  /** Writes a message in the conversation that is open, and sends it with the keyboard. */
  async say(text: string): Promise<void> {
    await this.page.getByTestId('chat-text').fill(text)
    await this.page.getByTestId('chat-text').press('Enter')
  }

  /** Waits for that message to be shown, in that state where one is given. Resolves with the states that it has shown so far. */
  async shows(text: string, state?: string): Promise<readonly string[]> {
    const bubble = this.#list.filter({ hasText: text })
    return until(`"${text}" ${state ?? 'shown'}`, PATIENCE, async () => {
      if ((await bubble.count()) === 0) return null
      const [id, now] = [await bubble.first().getAttribute('data-id'), await bubble.first().getAttribute('data-state')]
      if (id === null || (state !== undefined && now !== state)) return null
      return this.page.evaluate((of) => window.shownStates?.[of] ?? [], id)
    })
  }

  /** What is said in the conversation that is open, oldest first. */
  async texts(): Promise<readonly string[]> {
    const texts = await this.page.getByTestId('message-text').allInnerTexts()
    return texts.map((text) => text.replace(/^(You|They):\s+/, ''))
  }

  /** The numbers of those messages that are on the page and say `message 12;`, oldest first. */
  async numbers(): Promise<readonly number[]> {
    return (await this.texts()).flatMap((text) => {
      const found = /^message (\d+);/.exec(text)
      return found === null ? [] : [Number(found[1])]
    })
  }

  /** The message at the upper edge of the conversation that is open, and how far below that edge it begins, whole pixels. */
  async topmost(): Promise<{ readonly id: string; readonly top: number }> {
    return this.page.getByTestId('message-list').evaluate((list) => {
      const edge = list.getBoundingClientRect().top
      for (const message of list.querySelectorAll<HTMLElement>('[data-testid="message"]')) {
        const { top, bottom } = message.getBoundingClientRect()
        if (bottom > edge) return { id: message.dataset.id ?? '', top: Math.round(top - edge) }
      }
      throw new Error('there is no message')
    })
  }

  /** Moves the conversation that is open. @param far 0: its beginning, as far as it was read; 1: its end */
  async scroll(far: number): Promise<void> {
    await this.page.getByTestId('message-list').evaluate(async (list, share) => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
      list.scrollTop = (list.scrollHeight - list.clientHeight) * share
      // It is drawn with the next frame, and measured before the one after that.
      for (let frames = 0; frames < 3; frames++) await frame()
    }, far)
  }

  /** Sends files in the conversation that is open, as somebody does who chooses them. */
  async attach(
    ...files: readonly { readonly name: string; readonly mimeType: string; readonly buffer: Buffer }[]
  ): Promise<void> {
    await this.page.getByTestId('message-files').setInputFiles([...files])
  }

  /** Does something with a message that is in sight. @param item such as `message-remove` */
  async act(text: string, item: string): Promise<void> {
    const bubble = this.#list.filter({ hasText: text }).first()
    await bubble.hover()
    await bubble.getByTestId('message-menu').click()
    await this.page.getByTestId(item).click()
  }

  /** Waits until that many messages of somebody are told as unread. */
  async unread(address: string, count: number): Promise<void> {
    await this.page.locator(`[data-testid="conversation"][data-contact="${address}"][data-unread="${count}"]`).waitFor()
  }
}

/** Runs in the page. */
function noteStates(): void {
  const seen: Record<string, string[]> = {}
  window.shownStates = seen
  const look = () => {
    for (const bubble of document.querySelectorAll('[data-testid="message"]')) {
      const { id = '', state = '' } = bubble instanceof HTMLElement ? bubble.dataset : {}
      const states = seen[id] ?? []
      seen[id] = states
      if (states.at(-1) !== state) states.push(state)
    }
  }
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributeFilter: ['data-state'] })
}
