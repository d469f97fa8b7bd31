/** Puts a panel that floats beside a button, on the side where there is more room. */
export function putBeside({ style }: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect()
  const { innerWidth: width, innerHeight: height } = window
  style.inset = 'auto'
  if (at.top > height / 2) style.bottom = `${height - at.top + 4}px`
  else style.top = `${at.bottom + 4}px`
  if (at.left > width / 2) style.right = `${width - at.right}px`
  else style.left = `${at.left}px`
}
