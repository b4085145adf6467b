import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import { stripTypes } from './strip-types.ts'

const FOLDER = new URL('../../capture/', import.meta.url)

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  ts: 'text/plain; charset=utf-8',
}

const DECLARATIONS = 'liveness-capture.d.ts'
/** The component's modules that are loaded at once. */
export const MODULES = [
  'liveness-capture.js',
  ...['browser-kind.js', 'camera-chooser.js', 'camera-interruptions.js', 'camera-order.js', 'camera-permission.js'],
  ...['camera.js', 'check-state.js', 'compression.js', 'crop.js', 'device-turns.js', 'dom.js', 'failure.js'],
  ...[
    'first-picture.js',
    'headline.js',
    'light.js',
    'read-result.js',
    'receive-message.js',
    'refusal-help.js',
    'remembered.js',
    'ring.js',
    'said-camera.js',
    'sender.js',
  ],
  ...[
    'show-camera.js',
    'sound-switch.js',
    'speech.js',
    'stream.js',
    'style.js',
    'take-early.js',
    'view.js',
    'words.js',
  ],
]
const LANGUAGES = ['ar', 'de', 'es', 'fr', 'hi', 'id', 'ja', 'ms', 'pt', 'vi', 'zh']
/** The component: what a page elsewhere may load. */
const COMPONENT = [...MODULES, DECLARATIONS, 'sound.js', ...LANGUAGES.map((tag) => `words/${tag}.js`)]
/** The package that draws codes, for browsers as it is. */
const QR = 'qr.js'
const PAGES = [
  ...['capture.html', 'capture.js', 'capture-words.js', 'ending.js', 'link-session.js', 'host.js', 'language.js'],
  ...['page.css', 'icon.svg', 'too-old.js'],
  ...['demo.html', 'demo.js', 'demo-words.js', 'account-form.js', 'call.js', 'history.js', 'phone.js', QR],
  ...LANGUAGES.map((tag) => `demo-words/${tag}.js`),
].map((name) => `pages/${name}`)

export type Encoding = 'br' | 'gzip' | 'identity'
/** The smallest first. */
export const encodings: Encoding[] = ['br', 'gzip', 'identity']

/** One file, in memory, with every encoding that it was sent in. */
export interface Asset {
  /** Below `/capture/`. */
  readonly name: string
  readonly type: string
  /** Of the content without encoding; each encoding has a tag of its own made from it. */
  tag(): string
  content(): Buffer
  /** The content in an encoding, made when it is first asked for and kept. */
  encode(encoding: Encoding): Promise<Buffer>
}

/**
 * Reads all files, so that a request touches no disk; types are stripped from a module when it is first asked for.
 * Throws when a file is missing.
 */
export function readAssets(): Promise<Asset[]> {
  assets ??= Promise.all([...COMPONENT, ...PAGES].map(readAsset))
  return assets
}

/** They never change while the process runs. */
let assets: Promise<Asset[]> | undefined

async function readAsset(name: string): Promise<Asset> {
  const source = await readFile(sourceOf(name))
  return packAsset(name, isModule(name) ? () => Buffer.from(stripTypes(source.toString())) : () => source)
}

/** A file that is served from memory, with the type that its name says; `make` is called once, when it is needed. */
export function packAsset(name: string, make: () => Buffer): Asset {
  let content: Buffer | undefined
  let tag: string | undefined
  const encoded: Partial<Record<Encoding, Promise<Buffer>>> = {}
  return {
    name,
    type: TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    content() {
      content ??= make()
      return content
    },
    tag() {
      tag ??= hash('sha256', this.content(), 'base64url').slice(0, 22)
      return tag
    },
    encode(encoding) {
      encoded[encoding] ??= ENCODE[encoding](this.content())
      return encoded[encoding]
    },
  }
}

const ENCODE: Readonly<Record<Encoding, (content: Buffer) => Promise<Buffer>>> = {
  br: promisify(brotliCompress),
  gzip: (content) => promisify(gzip)(content, { level: 9 }),
  identity: async (content) => content,
}

const isModule = (name: string) => name.endsWith('.js') && name !== `pages/${QR}`

function sourceOf(name: string): URL {
  if (name === DECLARATIONS) return new URL('types.ts', FOLDER)
  if (name === `pages/${QR}`) return new URL(import.meta.resolve('uqr'))
  return new URL(isModule(name) ? name.replace(/js$/, 'ts') : name, FOLDER)
}
