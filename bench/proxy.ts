import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { freePort } from '../test/free-port.ts'

export interface OpenedProxy {
  readonly url: string
  readonly name: string
  /** Null where it is a part of this process. */
  readonly pid: number | null
  close(): void
}

/** Puts a proxy before servers: nginx where it is installed, else one of our own that passes bytes on. */
export async function openProxy(folder: string, servers: readonly string[]): Promise<OpenedProxy> {
  return spawnSync('nginx', ['-v']).error ? openOwn(servers) : openNginx(folder, servers)
}

async function openNginx(folder: string, servers: readonly string[]): Promise<OpenedProxy> {
  const port = await freePort()
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  const file = join(folder, 'nginx.conf')
  writeFileSync(
    file,
    `daemon off; ${user} worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;
events { worker_connections 4096; }
http {
  access_log off;
  ${paths.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  upstream servers { least_conn; ${servers.map((server) => `server ${new URL(server).host};`).join(' ')} }
  server {
    listen 127.0.0.1:${port};
    client_max_body_size 8m;
    location / {
      proxy_pass http://servers;
      proxy_http_version 1.1;
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_read_timeout 300s;
    }
  }
}
`,
  )
  const child: ChildProcess = spawn('nginx', ['-c', file, '-e', join(folder, 'nginx.log')], { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; !(await fetch(url).catch(() => null)); tries++) {
    if (tries > 50) throw new Error(`nginx does not serve: see ${folder}/nginx.log`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return { url, name: 'nginx', pid: child.pid!, close: () => child.kill('SIGTERM') }
}

/** Each connection goes to the server that has the fewest. */
async function openOwn(servers: readonly string[]): Promise<OpenedProxy> {
  const open = new Map(servers.map((server) => [server, 0]))
  const proxy = createServer((client) => {
    const [server] = [...open].reduce((least, each) => (each[1] < least[1] ? each : least))
    open.set(server, open.get(server)! + 1)
    const { hostname, port } = new URL(server)
    const upstream = connect(Number(port), hostname)
    client.pipe(upstream).pipe(client)
    client.on('error', () => upstream.destroy())
    upstream.on('error', () => client.destroy())
    upstream.on('close', () => open.set(server, open.get(server)! - 1))
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const { port } = proxy.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, name: 'a proxy in the bench', pid: null, close: () => proxy.close() }
}
