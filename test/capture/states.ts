import type { TestContext } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { openPage } from './person.ts'

/** As capture/headline.ts and capture/view.ts declare them, for the browser. */
interface State {
  readonly shown: Readonly<Record<string, unknown>> & { readonly view: string }
  readonly guidance?: readonly [code: string, message: string, progress?: number]
}

const straight = { view: 'running', done: 0, action: 'look_straight', prompt: 'Look straight at the camera' }
const turn = { view: 'running', done: 1, action: 'turn_left', prompt: 'Turn your head left', timeout_ms: 20_000 }
const smile = { view: 'running', done: 2, action: 'smile', prompt: 'Smile', timeout_ms: 20_000 }

/** Everything that a person can be shown, by name. */
export const states = {
  intro: { shown: { view: 'intro' } },
  opening: { shown: { view: 'opening' } },
  connecting: { shown: { view: 'connecting', otherCamera: true } },
  position: { shown: { ...straight, otherCamera: true } },
  'too-far': { shown: straight, guidance: ['too_far', 'Come closer'] },
  'too-dark': { shown: straight, guidance: ['too_dark', 'Find more light'] },
  turn: { shown: turn, guidance: ['turn_more', 'A little further', 0.6] },
  begin: {
    shown: { ...turn, action: 'turn_right', prompt: 'Turn your head right' },
    guidance: ['begin', 'Begin now', 0],
  },
  hurry: { shown: { ...smile, timeout_ms: 2_500 }, guidance: ['smile_more', 'A bigger smile', 0.7] },
  'fault-in-movement': { shown: smile, guidance: ['no_face', 'Move your face into view', 0.3] },
  good: { shown: { view: 'running', done: 2 } },
  lost: { shown: { view: 'lost', done: 2 } },
  live: { shown: { view: 'live', done: 4 } },
  retry: { shown: { view: 'retry', done: 0, hint: 'too_dark' } },
  reject: { shown: { view: 'reject', done: 0 } },
  refused: { shown: { view: 'failed', failure: { code: 'permission_refused' } } },
  'too-old': { shown: { view: 'failed', failure: { code: 'too_old' } } },
} as const satisfies Readonly<Record<string, State>>

export type StateName = keyof typeof states

/** Opens /capture with a view of its own in place of the element, `view`, that a test shows states in. */
export async function openView(t: TestContext, url: string, device: BrowserContextOptions = {}, script = '') {
  const { page, problems } = await openPage(t, `${url}/capture`, device, script)
  await page.evaluate(`(async () => {
    const modules = document.querySelector('link[href$="/view.js"]').href
    const [{ createView }, { wordsIn }, { addStyle }] = await Promise.all(
      ['view', 'words', 'style'].map((name) => import(modules.replace('view.js', name + '.js'))),
    )
    const language = wordsIn(document.documentElement.lang)
    await language.loading
    globalThis.view = createView(() => language.words)
    const host = document.createElement('div')
    addStyle(host.attachShadow({ mode: 'open' }))
    host.shadowRoot.append(view.root)
    host.id = 'host'
    document.querySelector('liveness-capture').replaceWith(host)
    document.querySelector('#incomplete').hidden = true
    globalThis.camera = await navigator.mediaDevices.getUserMedia({ video: {} })
  })()`)
  return { page, problems }
}

export async function showState(page: Page, name: StateName): Promise<void> {
  const { shown, guidance }: State = states[name]
  const whole = { done: 0, count: 4, again: true, ...shown }
  await page.evaluate(`view.video.srcObject = ${/running|connecting|lost/.test(shown.view)} ? camera : null
    view.video.play().catch(() => {})
    view.show({ view: 'intro', done: 0, count: 4, again: true }); view.show(${JSON.stringify(whole)})
    ${guidance ? `view.guide(...${JSON.stringify(guidance)})` : ''}`)
}
