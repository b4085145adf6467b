import assert from 'node:assert/strict'
import { once } from 'node:events'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { build, type Plugin } from 'esbuild'
import { compile } from 'svelte/compiler'
import { compileTypes, installPackage, ROOT } from '../install-package.ts'
import { startProcess } from '../process.ts'
import { newEnvironment, request, temporaryFolder } from '../server.ts'
import { readText } from '../structure/source-files.ts'
import { skipWithoutBrowser as skip } from './browser.ts'
import { apiKeyOf, awaitPrompt, openPage, press } from './person.ts'
import { COMPONENT, LANGUAGES } from './wire.ts'

const EXAMPLES = ['react.tsx', 'vue.ts', 'FaceCheck.svelte', 'plain.html']

/** What a page of each framework does with the example's component. */
const MOUNTS: Readonly<Record<string, string>> = {
  react: `import { createElement } from 'react'
    import { createRoot } from 'react-dom/client'
    import { FaceCheck } from './react.tsx'
    createRoot(document.querySelector('main')).render(createElement(FaceCheck, properties))`,
  vue: `import { createApp, h } from 'vue'
    import { FaceCheck } from './vue.ts'
    createApp(() => h(FaceCheck, properties)).mount('main')`,
  svelte: `import { mount } from 'svelte'
    import FaceCheck from './FaceCheck.svelte'
    mount(FaceCheck, { target: document.querySelector('main'), props: properties })`,
}

/** Must not compile, each for the reason given. */
const MISTAKES = `
export const fine = <liveness-capture server="/" lang="de" words={{ start: 'Los' }} className="wide" onstep={({ detail }) => detail.index} />
// @ts-expect-error: a session is an object
export const session = <liveness-capture renew={async () => 'one'} />
// @ts-expect-error: no such verdict
export const verdict = <liveness-capture onverdict={({ detail }) => detail.verdict === 'certain'} />
// @ts-expect-error: no such word
export const words = <liveness-capture words={{ stert: 'Los' }} />
`

test('the package has the version of the server, its license, and the examples as they are run', () => {
  const [own, server] = ['capture/package.json', 'package.json'].map((path) => JSON.parse(readText(path)))
  assert.equal(own.version, server.version)
  assert.equal(own.license, server.license)
  assert.equal(readText('capture/LICENSE'), readText('LICENSE'))
  for (const name of EXAMPLES) {
    const example = readText(`examples/capture/${name}`)
    assert.ok(readText('capture/README.md').includes(`\`\`\`${name.split('.').at(-1)}\n${example}\`\`\``), name)
  }
})

test('from the package as npm packs it, the examples compile and run', { skip, concurrency: 2 }, async (t) => {
  const folder = temporaryFolder(t)

  await t.test('it holds modules, declarations and documents, and no file besides', async () => {
    const files = await installPackage('capture', folder, ['@types', 'react', 'react-dom', 'svelte', 'vue'])
    const modules = [...COMPONENT, ...LANGUAGES, 'types.js']
    const built = modules.flatMap((name) => [`dist/${name}`, `dist/${name.replace(/js$/, 'd.ts')}`])
    const expected = ['LICENSE', 'README.md', 'jsx/react.d.ts', 'package.json', ...built]
    assert.deepEqual(files.sort(), expected.sort())
  })

  await t.test('the examples, and JSX with the element in it, have the types that they should', async () => {
    for (const name of EXAMPLES) cpSync(join(ROOT, 'examples/capture', name), join(folder, name))
    const [, script = ''] = /<script lang="ts">([\s\S]*)<\/script>/.exec(readText('examples/capture/FaceCheck.svelte'))!
    writeFileSync(join(folder, 'svelte.ts'), `import 'svelte'\n${script}\nexport { onVerdict, openSession, server }`)
    writeFileSync(join(folder, 'mistakes.tsx'), `import type {} from 'liveness-capture/react'\n${MISTAKES}`)
    const compilerOptions = {
      ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: true, jsx: 'react-jsx' },
      ...{ target: 'es2022', module: 'esnext', moduleResolution: 'bundler', lib: ['es2022', 'dom', 'dom.iterable'] },
      types: ['svelte'],
    }
    const files = ['react.tsx', 'vue.ts', 'svelte.ts', 'mistakes.tsx']
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
    await compileTypes('-p', folder)
  })

  const environment = { ...(await newEnvironment(t)), LIVENESS_STEPS: '1', LIVENESS_STEP_SECONDS: '20' }
  const { url } = await startProcess(t, environment)
  const shop = await startShop(t, folder, url, await apiKeyOf(environment))

  const runs = [...Object.keys(MOUNTS), 'plain'].map((name) =>
    t.test(`${name}: the element is shown, a session is opened, and the verdict arrives`, async (t) => {
      const { page, problems } = await openPage(t, `${shop}/${name}`)
      await press(page, 'Start')
      await awaitPrompt(page, 'Look straight at the camera')
      await page.locator('#outcome', { hasText: 'live' }).waitFor({ timeout: 45_000 })
      const unexpected = problems.filter((text) => !text.includes('favicon'))
      assert.deepEqual(unexpected, [])
    }),
  )
  await Promise.all(runs)
})

/** A shop that has a page for each framework; `POST /check` opens a session. Returns its address. */
async function startShop(t: TestContext, folder: string, livenessUrl: string, key: string): Promise<string> {
  const properties = `export const properties = {
    server: '${livenessUrl}',
    openSession: async () => (await fetch('/check', { method: 'POST' })).json(),
    onVerdict: ({ verdict }) => { document.querySelector('#outcome').textContent = verdict },
  }`
  writeFileSync(join(folder, 'properties.js'), properties)
  for (const [name, mount] of Object.entries(MOUNTS))
    writeFileSync(join(folder, `${name}-page.js`), `import { properties } from './properties.js'\n${mount}`)
  const entryPoints = Object.keys(MOUNTS).map((name) => join(folder, `${name}-page.js`))
  const outdir = join(folder, 'bundles')
  const vueFlags = ['OPTIONS_API__', 'PROD_DEVTOOLS__', 'PROD_HYDRATION_MISMATCH_DETAILS__']
  const define = Object.fromEntries(vueFlags.map((flag) => [`__VUE_${flag}`, 'false']))
  const format = { bundle: true, splitting: true, format: 'esm', jsx: 'automatic' } as const
  await build({ ...format, entryPoints, outdir, define, plugins: [svelte] })
  const server = createServer(async ({ method, url = '' }, response) => {
    const send = (type: string, text: string) => response.writeHead(200, { 'content-type': type }).end(text)
    if (method === 'POST') {
      const headers = { authorization: `Bearer ${key}` }
      const { json } = await request(livenessUrl, 'POST', '/liveness/sessions', { headers, json: {} })
      send('application/json', JSON.stringify(json.data))
    } else if (url.endsWith('.js')) send('text/javascript', readFileSync(join(outdir, url), 'utf8'))
    else if (url === '/plain')
      send('text/html', readText('examples/capture/plain.html').replace('http://127.0.0.1:8080', livenessUrl))
    else
      send(
        'text/html',
        `<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title><main></main><p id="outcome"></p><script type="module" src="${url}-page.js"></script></html>`,
      )
  }).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`
}

const svelte: Plugin = {
  name: 'svelte',
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, ({ path }) => {
      const { js } = compile(readFileSync(path, 'utf8'), { filename: path, generate: 'client' })
      return { contents: js.code, loader: 'js' }
    })
  },
}
