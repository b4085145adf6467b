import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { contrast } from '../../src/capture/operator-color.ts'
import { stripTypes } from '../../src/capture/strip-types.ts'
import { startProcess } from '../process.ts'
import { newEnvironment, request, startServer, temporaryFolder } from '../server.ts'
import { COMPONENT, FOLDER, fetchRaw, LANGUAGES, PAGE_FILES } from './wire.ts'

const COMPONENT_BYTES_MAX = 56_000
/** Indian letters take three bytes each. */
const LANGUAGE_BYTES_MAX = 15_000
const WIRE_BYTES_MAX = 60_000

test('the component is less than 56 kB unpacked, all its modules and English together, and any other language 15 kB', async (t) => {
  const { url } = await startServer(t)
  for (const name of LANGUAGES) {
    const { body } = await fetchRaw(url, `/capture/${name}`)
    assert.ok(body.length < LANGUAGE_BYTES_MAX, `${name}: ${body.length} bytes`)
  }
  const served = await Promise.all(COMPONENT.map((name) => fetchRaw(url, `/capture/${name}`)))
  assert.ok(served.length > 5)
  assert.ok(served.every(({ status, headers }) => status === 200 && headers['content-encoding'] === undefined))
  const total = served.reduce((sum, { body }) => sum + body.length, 0)
  t.diagnostic(`${total} bytes`)
  assert.ok(total < COMPONENT_BYTES_MAX, `${total} bytes`)
})

test('a page with all it loads is less than 60 kB over the wire', async (t) => {
  const { url } = await startServer(t)
  for (const page of ['/capture', '/demo']) {
    const { files, bytes } = await load(url, page)
    t.diagnostic(`${page}: ${files} files, ${bytes} bytes with their headers`)
    assert.ok(files > 10)
    assert.ok(bytes < WIRE_BYTES_MAX)
  }
})

test('pages name the modules that the component needs at once, and none that may never be needed', async (t) => {
  const { url } = await startServer(t)
  for (const page of ['/capture', '/demo']) {
    const { text } = await request(url, 'GET', page)
    const named = [...text.matchAll(/modulepreload" href="\/capture\/([^"]+)"/g)].map(([, name]) => name)
    assert.deepEqual(named.sort(), COMPONENT.filter((name) => name !== 'sound.js').sort(), page)
  }
})

test('every module, style and picture that a page names is served, and no page has an inline script or style', async (t) => {
  const { url } = await startServer(t)
  for (const page of ['/capture', '/demo']) {
    const { text } = await request(url, 'GET', page)
    assert.doesNotMatch(text, /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/i)
    assert.doesNotMatch(text, /https?:\/\//)
    await load(url, page)
  }
})

test('every file of capture/ for browsers is served with its type', async (t) => {
  const { url } = await startServer(t)
  const files = [...COMPONENT, ...LANGUAGES, ...PAGE_FILES]
  const types: Record<string, string> = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' }
  assert.ok(files.length > 15)
  for (const file of files) {
    const { status, headers } = await fetchRaw(url, `/capture/${file}`)
    assert.equal(status, 200, file)
    assert.ok(String(headers['content-type']).startsWith(types[file.split('.').at(-1)!]!), file)
  }
})

test('the component has an address that stays, and the pages have none', async (t) => {
  const { url } = await startServer(t)
  for (const file of [...COMPONENT, ...LANGUAGES, 'liveness-capture.d.ts']) {
    const [plain, stable] = await Promise.all([fetchRaw(url, `/capture/${file}`), fetchRaw(url, `/capture/v1/${file}`)])
    assert.equal(stable.status, 200, file)
    assert.deepEqual([stable.body, stable.headers.etag], [plain.body, plain.headers.etag])
    assert.equal(stable.headers['cache-control'], 'no-cache')
    assert.equal(stable.headers['access-control-allow-origin'], '*')
  }
  for (const path of ['v1/pages/page.css', 'v1/', 'v2/liveness-capture.js'])
    assert.equal((await fetchRaw(url, `/capture/${path}`)).status, 404, path)
})

test('types are taken out with the space they leave, and texts keep theirs', () => {
  assert.equal(
    stripTypes("const text: string = 'one  two' as const\nexport const wide = (x: number): number  => x"),
    "const text = 'one  two'\nexport const wide = (x ) => x",
  )
})

test('pages allow their own files only, no inline script, no HTML from strings, the camera for themselves alone, and no frame around them', async (t) => {
  const { url } = await startServer(t)
  const { text: module } = await request(url, 'GET', '/capture/style.js')
  const style = /^export const css = `(.*?)`$/ms.exec(module)?.[1]
  assert.ok(style)
  const styleHash = hash('sha256', style, 'base64')
  for (const page of ['/capture', '/demo']) {
    const { headers } = await request(url, 'GET', page)
    const policy = headers.get('content-security-policy') ?? ''
    for (const directive of ["default-src 'none'", "script-src 'self'", "connect-src 'self'"])
      assert.ok(policy.split('; ').includes(directive), directive)
    const styles = `style-src 'self' 'sha256-${styleHash}'`
    assert.ok(policy.split('; ').includes(styles), 'the component’s own style, for older browsers')
    assert.match(policy, /require-trusted-types-for 'script'/)
    assert.match(policy, /frame-ancestors 'none'$/)
    assert.doesNotMatch(policy, /unsafe|\*|http/)
    assert.equal(headers.get('permissions-policy'), 'camera=(self), microphone=(), geolocation=()')
    assert.equal(headers.get('x-frame-options'), 'DENY')
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
  }
})

test('FRAME_ANCESTORS lets the named pages, and no others, show /capture in a frame; /demo never', async (t) => {
  const { url } = await startServer(t, { FRAME_ANCESTORS: 'https://shop.example.org, self' })
  const capture = (await request(url, 'GET', '/capture')).headers
  assert.match(capture.get('content-security-policy') ?? '', /frame-ancestors https:\/\/shop\.example\.org 'self'$/)
  assert.equal(capture.get('x-frame-options'), null)
  const demo = (await request(url, 'GET', '/demo')).headers
  assert.match(demo.get('content-security-policy') ?? '', /frame-ancestors 'none'$/)
  assert.equal(demo.get('x-frame-options'), 'DENY')
})

test('a file that a browser has already is not sent again', async (t) => {
  const { url } = await startServer(t)
  for (const path of ['/capture', '/capture/liveness-capture.js', '/capture/pages/page.css']) {
    const first = await fetchRaw(url, path, { 'accept-encoding': 'br' })
    const etag = String(first.headers.etag)
    assert.match(etag, /^"[\w-]+"$/)
    assert.equal(first.headers['cache-control'], 'no-cache')
    assert.equal(first.headers.vary, 'accept-encoding')
    const again = await fetchRaw(url, path, { 'accept-encoding': 'br', 'if-none-match': `"other", W/${etag}` })
    assert.deepEqual([again.status, again.body.length, again.headers.etag], [304, 0, etag])
    const plain = await fetchRaw(url, path, { 'if-none-match': etag })
    assert.equal(plain.status, 200, 'each encoding has a tag of its own')
  }
})

test('a module is served as it was written, without its types and the space they leave', async (t) => {
  const { url } = await startServer(t)
  for (const name of [...COMPONENT, ...LANGUAGES, ...PAGE_FILES.filter((file) => file.endsWith('.js'))]) {
    const source = readFileSync(new URL(name.replace(/js$/, 'ts'), FOLDER), 'utf8')
    // So all space that is removed was left by a type.
    assert.doesNotMatch(source, /[ \t]$|\n\n\n|\S {2}/m, name)
    const served = (await fetchRaw(url, `/capture/${name}`)).body.toString()
    assert.doesNotMatch(served, /^(export )?(interface|type|declare) |^import type |[ \t]$|\n\n\n/m, name)
    assert.ok(isLeftOver(served, source), name)
  }
})

test('the server starts, and strips types, without a warning', async (t) => {
  const { output } = await startProcess(t, await newEnvironment(t))
  assert.doesNotMatch(output(), /warning/i)
})

test('files come in the encoding that the browser prefers, the smallest among equals', async (t) => {
  const { url } = await startServer(t)
  const path = '/capture/words.js'
  const plain = await fetchRaw(url, path)
  assert.equal(plain.headers['content-encoding'], undefined)
  const cases = [
    ['gzip, deflate, br, zstd', 'br'],
    ['GZIP;q=0.8', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0.5, gzip', 'gzip'],
    ['gzip;q=0.5, br;q=0.5', 'br'],
    ['br ; q=0.000,gzip;q=0.0', undefined],
    ['identity', undefined],
    ['*', undefined],
    ['br;q=0, *', undefined],
    ['*;q=0', undefined],
    ['deflate, zstd', undefined],
    ['', undefined],
    [', ;q=;,', undefined],
  ] as const
  for (const [accepted, expected] of cases) {
    const { headers, body } = await fetchRaw(url, path, { 'accept-encoding': accepted })
    assert.equal(headers['content-encoding'], expected, accepted)
    if (expected) assert.ok(body.length < plain.body.length / 2)
    const decode = { br: brotliDecompressSync, gzip: gunzipSync }
    assert.deepEqual(expected ? decode[expected](body) : body, plain.body)
  }
})

test('pages of any origin may load the component and its types, which hold nothing personal', async (t) => {
  const { url } = await startServer(t)
  for (const name of ['liveness-capture.js', 'liveness-capture.d.ts']) {
    const { status, headers } = await request(url, 'GET', `/capture/${name}`)
    assert.equal(status, 200)
    assert.equal(headers.get('access-control-allow-origin'), '*')
    assert.equal(headers.get('cross-origin-resource-policy'), 'cross-origin')
  }
})

test('beside the pages, GET / is JSON as before, and nothing outside the table is served', async (t) => {
  const { url } = await startServer(t)
  const root = await request(url, 'GET', '/')
  assert.deepEqual(root.json, { status_code: 200, message: 'You found me!' })
  assert.match(root.headers.get('content-security-policy') ?? '', /^default-src 'none'; frame-ancestors 'none'/)
  for (const path of [
    '/capture/../package.json',
    '/capture/%2e%2e/package.json',
    '/capture/types.ts',
    '/capture/camera.ts',
    '/capture/x',
  ])
    assert.equal((await fetchRaw(url, path)).status, 404, path)
  const { status, headers, json } = await request(url, 'POST', '/capture')
  assert.deepEqual([status, headers.get('allow'), json.error], [405, 'GET, HEAD, OPTIONS', 'method_not_allowed'])
  assert.equal((await request(url, 'HEAD', '/demo')).status, 200)
})

const LOGO = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

function fileWith(t: TestContext, content: string | Buffer): string {
  const path = join(temporaryFolder(t), 'logo')
  writeFileSync(path, content)
  return path
}

test('the pages show the operator’s name, logo and consent line as text, whatever it holds', async (t) => {
  const { url } = await startServer(t, {
    OPERATOR_NAME: 'Shop & <b>Sons</b>',
    OPERATOR_LOGO: fileWith(t, LOGO),
    CONSENT_TEXT: 'By starting you accept our [privacy "notice"].',
    CONSENT_URL: 'https://shop.example/privacy?a=1&b="2"',
  })
  for (const path of ['/capture', '/demo']) {
    const { text } = await request(url, 'GET', path)
    assert.ok(
      text.includes('<img src="/capture/operator-logo" alt=""> <span dir="auto">Shop &#38; &#60;b&#62;Sons'),
      path,
    )
    const link = '<a href="https://shop.example/privacy?a=1&#38;b=&#34;2&#34;" target="_blank" rel="noopener">'
    assert.ok(text.includes(`By starting you accept our ${link}privacy &#34;notice&#34;</a>.</p>`), path)
  }
})

test('a logo is served with the type of its content, and a drawing runs no script', async (t) => {
  const picture = readFileSync(new URL('../../docs/images/capture-start.webp', import.meta.url))
  for (const [content, type] of [
    [LOGO, 'image/svg+xml'],
    [`<?xml version="1.0"?>\n<!-- ours -->\n${LOGO}`, 'image/svg+xml'],
    [picture.subarray(0, 1000), 'image/webp'],
  ] as const) {
    const { url } = await startServer(t, { OPERATOR_LOGO: fileWith(t, content) })
    const { headers, body } = await fetchRaw(url, '/capture/operator-logo')
    assert.equal(headers['content-type'], type)
    assert.match(String(headers['content-security-policy']), /^default-src 'none';.*sandbox$/)
    assert.deepEqual(body, Buffer.from(content))
  }
})

test('a logo that can’t be shown stops the start with a sentence', async (t) => {
  const start = (OPERATOR_LOGO: string) => startServer(t, { OPERATOR_LOGO })
  await assert.rejects(start('/no/such/file'), /OPERATOR_LOGO=\/no\/such\/file cannot be read/)
  await assert.rejects(start(fileWith(t, '<html><svg></svg></html>')), /must be a PNG, SVG or WebP picture/)
  await assert.rejects(start(fileWith(t, LOGO + ' '.repeat(300_000))), /is larger than 262144 bytes/)
})

test('the operator’s color can be read on every page, light or dark, and what is written on it', async (t) => {
  for (const color of ['#ffb300', '#0a0a0a', '#ffffff', '#3346d3', '#ff0000']) {
    const { url } = await startServer(t, { OPERATOR_COLOR: color })
    assert.match(
      (await request(url, 'GET', '/capture')).text,
      /<link rel="stylesheet" href="\/capture\/operator\.css">/,
    )
    const { status, headers, body } = await fetchRaw(url, '/capture/operator.css')
    assert.deepEqual([status, headers['content-type']], [200, 'text/css; charset=utf-8'])
    const found = [...body.toString().matchAll(/--accent:(#\w{6});--on-accent:(#\w{6})/g)]
    assert.equal(found.length, 2)
    const [, on = ''] = /--on-brand:(#\w{6})/.exec(body.toString()) ?? []
    assert.ok(contrast(color, on) >= 4.5, `${on} on ${color}`)
    for (const [index, behind] of ['#f5f6fa', '#181c26'].entries()) {
      const [, accent = '', on = ''] = found[index]!
      assert.ok(contrast(accent, behind) >= 4.5 && contrast(accent, on) >= 4.5, `${accent} on ${behind}`)
    }
  }
  assert.equal((await fetchRaw((await startServer(t)).url, '/capture/operator.css')).status, 404)
})

/** Whether a text is another with something taken out of it, white space aside. */
function isLeftOver(left: string, whole: string): boolean {
  let at = 0
  for (const character of left.replaceAll(/\s/g, '')) {
    at = whole.indexOf(character, at) + 1
    if (at === 0) return false
  }
  return true
}

/** Fetches a page and all that it names, directly or through modules, as a browser would. */
async function load(url: string, page: string) {
  const visited = new Set<string>()
  let bytes = 0
  const visit = async (path: string): Promise<void> => {
    if (visited.has(path)) return
    visited.add(path)
    const response = await fetchRaw(url, path, { 'accept-encoding': 'gzip, deflate, br, zstd' })
    assert.equal(response.status, 200, path)
    bytes += response.wireBytes
    const text = (await fetchRaw(url, path)).body.toString()
    const named = path.endsWith('.js')
      ? [...text.matchAll(/^import (?:.* from )?'(\.[^']+)'/gm)].map(
          ([, to = '']) => new URL(to, `http://x${path}`).pathname,
        )
      : [...text.matchAll(/\b(?:src|href)="(\/capture\/[^"]+)"/g)].map(([, to = '']) => to)
    for (const next of named) await visit(next)
  }
  await visit(page)
  return { files: visited.size, bytes }
}
