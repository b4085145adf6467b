import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { type Asset, MODULES, packAsset } from './assets.ts'
import { dressPage } from './dress-page.ts'
import { chooseEncoding, matchesTag } from './negotiate.ts'
import { operatorStyle } from './operator-color.ts'
import { readLogo } from './operator-logo.ts'
import { pageHeaders } from './page-headers.ts'
import { styleHash } from './style-hash.ts'

/**
 * `/capture`, `/demo` and the files they are made of; those of the component under `/capture/v1/` too, for pages
 * elsewhere: what a page may rely on (docs/embedding.md) does not change there.
 */
export async function captureRoutes(
  app: FastifyInstance,
  assets: readonly Asset[],
  { config }: { readonly config: Config },
): Promise<void> {
  const pages = { '/capture': 'pages/capture.html', '/demo': 'pages/demo.html' }
  const style = await styleHash()
  const page = { '/capture': pageHeaders(config.FRAME_ANCESTORS, style), '/demo': pageHeaders([], style) }
  const schema = { hide: true }

  for (const path of ['/capture', '/demo'] as const) {
    const plain = assets.find(({ name }) => name === pages[path])!
    const dressed = dressPage(plain.content().toString(), MODULES, config)
    const asset = packAsset(plain.name, () => Buffer.from(dressed))
    app.get(path, { schema }, (request, reply) => send(request, reply, asset, page[path]))
  }
  for (const asset of assets.filter(({ name }) => !name.endsWith('.html')))
    for (const folder of asset.name.startsWith('pages/') ? ['/capture/'] : ['/capture/', '/capture/v1/'])
      app.get(folder + asset.name, { schema }, (request, reply) => send(request, reply, asset, ANY_ORIGIN))
  await operatorRoutes(app, config)
}

/** The operator's color and logo, where they are set. */
async function operatorRoutes(app: FastifyInstance, config: Config): Promise<void> {
  const schema = { hide: true }
  const logo = await readLogo(config.OPERATOR_LOGO)
  if (logo)
    app.get('/capture/operator-logo', { schema }, (_request, reply) =>
      reply.headers(LOGO_HEADERS).type(logo.type).send(logo.content),
    )
  if (config.OPERATOR_COLOR === '') return
  const style = packAsset('operator.css', () => Buffer.from(operatorStyle(config.OPERATOR_COLOR)))
  app.get('/capture/operator.css', { schema }, (request, reply) => send(request, reply, style, {}))
}

/** A drawing may hold scripts: opened by itself, it runs none. */
const LOGO_HEADERS = {
  'cache-control': 'no-cache',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}

/** The component is made to be loaded by pages elsewhere; there is nothing secret or personal in a file. */
const ANY_ORIGIN = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' }

async function send(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  asset: Asset,
  ownHeaders: Record<string, string | undefined>,
) {
  const encoding = chooseEncoding(headers['accept-encoding'])
  const etag = `"${asset.tag()}-${encoding}"`
  for (const [name, value] of Object.entries(ownHeaders)) {
    if (value === undefined) reply.removeHeader(name)
    else reply.header(name, value)
  }
  reply.headers({ 'cache-control': 'no-cache', etag, vary: 'accept-encoding' })
  if (matchesTag(headers['if-none-match'], etag)) return reply.code(304).send()
  if (encoding !== 'identity') reply.header('content-encoding', encoding)
  return reply.type(asset.type).send(await asset.encode(encoding))
}
