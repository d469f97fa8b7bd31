import { useSignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { PAGE } from '../words/shell.ts'
import { Alert } from './alert.tsx'
import { Button } from './button.tsx'

/**
 * A view that is loaded when it is shown first, so that the page itself is small. Where that fails, as after an update of the server, it
 * says so and can be tried again.
 */
export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | null = null
  return function Lazily(props: Props) {
    const view = useSignal<{ readonly component: ComponentType<Props> | null }>({ component: loaded })
    const failed = useSignal(false)
    function begin(): void {
      failed.value = false
      load().then(
        (component) => {
          loaded = component
          view.value = { component }
        },
        () => {
          failed.value = true
        },
      )
    }
    useEffect(() => {
      if (loaded === null) begin()
    }, [])
    const View = view.value.component
    if (View !== null) return <View {...props} />
    if (!failed.value) return <p class="sr-only">{PAGE.loading}</p>
    return (
      <div class="flex flex-col items-start gap-3 p-4">
        <Alert testId="load-failed">{PAGE.loadFailed}</Alert>
        <Button onClick={begin} testId="load-again">
          {PAGE.tryAgain}
        </Button>
      </div>
    )
  }
}
