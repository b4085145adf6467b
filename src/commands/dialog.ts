import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { CommandError } from './command.ts'

const INTERRUPTED = 130

/** Questions to whoever sits at the terminal, or the lines of standard input where nobody does. */
export interface Dialog {
  /** One line. What is typed to a hidden question does not show. Throws where standard input ends before. */
  ask(question: string, kind?: 'hidden'): Promise<string>
  close(): void
}

export function openDialog(): Dialog {
  return process.stdin.isTTY ? openTerminal() : openLines()
}

function openTerminal(): Dialog {
  let hides = false
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!hides) process.stderr.write(chunk)
      done()
    },
  })
  const terminal = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 })
  terminal.on('SIGINT', () => {
    process.stderr.write('\n')
    process.exit(INTERRUPTED)
  })
  return {
    async ask(question, kind) {
      if (kind !== 'hidden') return terminal.question(`${question} `)
      process.stderr.write(`${question} `)
      hides = true
      try {
        return await terminal.question('')
      } finally {
        hides = false
        process.stderr.write('\n')
      }
    },
    close: () => terminal.close(),
  }
}

function openLines(): Dialog {
  const input = createInterface({ input: process.stdin })
  const lines = input[Symbol.asyncIterator]()
  return {
    async ask(question) {
      const { value, done } = await lines.next()
      if (done) throw new CommandError(`Standard input ended before an answer to: ${question}`)
      return value
    },
    close: () => input.close(),
  }
}
