/** Has the browser ask whether to leave the page while leaving would end something (HTML, beforeunload). The words are the browser's own. */
export function warnBeforeLeaving(page: Pick<Window, 'addEventListener'>, busy: () => boolean): void {
  page.addEventListener('beforeunload', (event) => {
    if (busy()) event.preventDefault()
  })
}
