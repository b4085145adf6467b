import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { readEndpointUrl } from '../../src/results/webhooks/endpoint-url.ts'
import { isPermittedAddress } from '../../src/results/webhooks/permitted-address.ts'
import { openSender, type Resolve } from '../../src/results/webhooks/post-event.ts'
import { startReceiver, status } from './receiver.ts'

const NOT_PUBLIC = [
  ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.16.0.1', '192.168.1.1', '192.0.0.8'],
  ...['192.0.2.1', '192.88.99.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1'],
  ...['255.255.255.255', '::', '::1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:0:127.0.0.1'],
  ...['64:ff9b::7f00:1', '64:ff9b:1::1', '100::1', '2001::1', '2001:db8::1', '2002:7f00:1::', '3fff::1', '4000::1'],
  ...['5f00::1', 'fc00::1', 'fd12::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', 'localhost', ''],
]

test('no address that is not of the public internet may be reached, however it is written', () => {
  for (const address of NOT_PUBLIC) assert.equal(isPermittedAddress(address, true, []), false, address)
  for (const address of ['1.1.1.1', '93.184.215.14', '2606:4700::1111', '::ffff:1.1.1.1']) {
    assert.equal(isPermittedAddress(address, true, []), true, address)
    assert.equal(isPermittedAddress(address, false, []), false, `${address} without https`)
  }
})

test('WEBHOOK_NETWORKS opens the ranges it names, without https too, and no others', () => {
  const networks = ['10.0.0.0/8', '127.0.0.1', 'fd00::/8']
  for (const address of ['10.1.2.3', '127.0.0.1', '::ffff:10.1.2.3', 'fd12::1'])
    for (const isEncrypted of [true, false]) assert.ok(isPermittedAddress(address, isEncrypted, networks), address)
  for (const address of ['11.0.0.1', '127.0.0.2', '::1', 'fe80::1', '64:ff9b::a01:203'])
    assert.ok(!isPermittedAddress(address, false, networks), address)
})

test('an address is refused when it is added where it could never be called, and said why', () => {
  const refused: [url: string, networks: string[], why: RegExp][] = [
    ['ftp://shop.example/', [], /must begin with https/],
    ['shop.example', [], /must begin with https/],
    ['http://shop.example/', [], /Without https/],
    ['https://user:word@shop.example/', [], /user name or password/],
    ['https://shop.example/#part', [], /"#"/],
    [`https://shop.example/${'x'.repeat(2_048)}`, [], /at most 2048 characters/],
    ['https://127.0.0.1/', [], /127\.0\.0\.1 is not called/],
    ['https://2130706433/', [], /127\.0\.0\.1 is not called/],
    ['https://0x7f000001/', [], /127\.0\.0\.1 is not called/],
    ['https://0177.1/', [], /127\.0\.0\.1 is not called/],
    ['https://[::ffff:127.0.0.1]/', [], /is not called/],
    ['https://[::1]:8443/', [], /::1 is not called/],
    ['http://1.1.1.1/', ['10.0.0.0/8'], /1\.1\.1\.1 is not called/],
  ]
  for (const [url, networks, why] of refused) assert.throws(() => readEndpointUrl(url, networks), why, url)
  assert.equal(readEndpointUrl('https://Shop.Example:8443/hook?key=1', []), 'https://shop.example:8443/hook?key=1')
  assert.equal(readEndpointUrl('http://10.0.0.1:80/', ['10.0.0.0/8']), 'http://10.0.0.1/')
})

/** A name server whose answers a test turns. */
const names =
  (addresses: () => string[]): Resolve =>
  (_name, _options, callback) =>
    callback(
      null,
      addresses().map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )

test('a name that leads to a refused address is not called, nor one that does so after it was permitted', async (t) => {
  const [permitted, other] = [await startReceiver(t), await startReceiver(t, '127.0.0.2')]
  let addresses = ['127.0.0.1']
  const sender = openSender(
    ['127.0.0.1/32'],
    names(() => addresses),
  )
  t.after(sender.close)
  const post = (port: number) => sender.post(`http://turned.example:${port}/`, {}, '{}', 0)
  assert.deepEqual(await post(permitted.port), { status: 204, retryAfterMs: null })
  for (const turned of [['127.0.0.2'], ['::1'], ['::ffff:127.0.0.2'], ['169.254.169.254'], []]) {
    addresses = turned
    assert.deepEqual(await post(other.port), { failure: 'address_refused' }, String(turned))
  }
  assert.equal(other.received.length, 0)
  addresses = ['127.0.0.2', '127.0.0.1']
  permitted.hangUp()
  assert.deepEqual(await post(permitted.port), { status: 204, retryAfterMs: null })
})

test('addresses written as numbers are not called, with https or without', async (t) => {
  const receiver = await startReceiver(t)
  const sender = openSender([])
  t.after(sender.close)
  for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', '[::1]', 'localhost'])
    for (const scheme of ['http', 'https'])
      assert.deepEqual(
        await sender.post(`${scheme}://${host}:${receiver.port}/`, {}, '{}', 0),
        { failure: 'address_refused' },
        `${scheme} ${host}`,
      )
  assert.equal(receiver.received.length, 0)
})

test('a redirect is a failure and not followed', async (t) => {
  const [receiver, inside] = [await startReceiver(t), await startReceiver(t, '127.0.0.2')]
  const sender = openSender(['127.0.0.0/8'])
  t.after(sender.close)
  receiver.answer = status(307, { location: inside.url })
  assert.deepEqual(await sender.post(receiver.url, {}, '{}', 0), { status: 307, retryAfterMs: null })
  assert.equal(inside.received.length, 0)
})

test('what takes too long is given up, whether the answer does not begin or does not end', async (t) => {
  const receiver = await startReceiver(t)
  const sender = openSender(['127.0.0.1'], undefined, 50)
  t.after(sender.close)
  receiver.answer = () => {}
  assert.deepEqual(await sender.post(receiver.url, {}, '{}', 0), { failure: 'timeout' })
  receiver.answer = (response) => void response.writeHead(200, { 'content-length': '2' }).write('x')
  assert.deepEqual(await sender.post(receiver.url, {}, '{}', 0), { failure: 'timeout' })
})

test('a receiver that wants another protocol gets none, and ends the attempt', async (t) => {
  const receiver = await startReceiver(t)
  const sender = openSender(['127.0.0.1'], undefined, 1_000)
  t.after(sender.close)
  receiver.answer = ({ socket }) =>
    void socket?.write('HTTP/1.1 101 Other\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n')
  const answer = await Promise.race([sender.post(receiver.url, {}, '{}', 0), sleep(2_000, 'none')])
  assert.deepEqual(answer, { status: 101, retryAfterMs: null })
})
