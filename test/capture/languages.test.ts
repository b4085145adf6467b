import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guidanceMessages } from '../../src/liveness/decision/guidance.ts'
import { prompts } from '../../src/liveness/frames/messages.ts'
import { readText } from '../structure/source-files.ts'
import { FOLDER, LANGUAGES } from './wire.ts'

type Language = Readonly<Record<string, string>>

/** The browser's modules are typed against the browser's library, which this side has not. */
const load = (name: string) => import(new URL(name.replace(/js$/, 'ts'), FOLDER).href)

const { english, replaceWords, wordsIn } = (await load('words.js')) as {
  readonly english: Language
  replaceWords(words: Language, own: object | null): Language
  wordsIn(tag: string): { readonly words: Language; readonly loading?: Promise<void> }
}
const languages = await Promise.all(
  LANGUAGES.map(async (name): Promise<[name: string, words: Language]> => [name, (await load(name)).words]),
)

test('the component has twelve languages', () => {
  const tags = [english.lang, ...languages.map(([, { lang }]) => lang)]
  const expected = ['ar', 'de', 'en', 'es', 'fr', 'hi', 'id', 'ja', 'ms', 'pt-BR', 'vi', 'zh-Hans']
  assert.deepEqual(tags.sort(), expected)
  for (const [name, { lang }] of languages) assert.equal(name, `words/${lang?.split('-')[0]}.js`)
})

test('no language lacks a word, has one that English has not, or says nothing where English says something', () => {
  for (const [name, words] of languages) {
    assert.deepEqual(Object.keys(words).sort(), Object.keys(english).sort(), name)
    for (const [word, text] of Object.entries(english))
      assert.equal(words[word]?.trim() === '', text === '', `${name}: ${word}`)
  }
})

test('prompts and guidance are in English what the server says to clients without words of their own', () => {
  const { ok, ...guidance } = guidanceMessages
  for (const [code, text] of Object.entries({ ...prompts, ...guidance })) assert.equal(english[code], text, code)
  assert.equal(english.ok, '', 'that all is well needs no line')
})

test('in every language a word has the numbers and the parts that it has in English', () => {
  const shapeOf = (text: string) => text.match(/\{\w+\}|\|/g)?.sort() ?? []
  for (const [name, words] of languages)
    for (const [word, text] of Object.entries(english))
      assert.deepEqual(shapeOf(words[word] ?? ''), shapeOf(text), `${name}: ${word}`)
})

test('no language has words that were left in English, but for those that it shares', () => {
  for (const [name, words] of languages) {
    const same = Object.entries(english).filter(([word, text]) => text.includes(' ') && words[word] === text)
    assert.deepEqual(same, [], name)
  }
})

test('a tag that names no language of ours is read as English, and so is the name of a member of objects', () => {
  for (const tag of ['en-GB', 'xx', '', 'constructor', '__proto__', '-'])
    assert.deepEqual(wordsIn(tag), { words: english }, tag)
})

test('a language that can’t be loaded is English, and is waited for no longer', async () => {
  const chosen = wordsIn('fr-CA')
  await chosen.loading
  assert.deepEqual(chosen, { words: english }, 'where TypeScript runs as it is, there is no words/fr.js')
  assert.equal(wordsIn('FR'), chosen)
})

test('a page’s own words replace those that there are; those it leaves out, and unknown ones, change nothing', () => {
  const own: object = { start: 'Begin', again: undefined, unheard: 'of' }
  assert.deepEqual(replaceWords(english, own), { ...english, start: 'Begin' })
  assert.deepEqual(replaceWords(english, {}), english)
  assert.deepEqual(replaceWords(english, null), english)
})

test('the words that the declarations list are those that English has', () => {
  const declared = readText('capture/types.ts')
  for (const word of Object.keys(english).filter((name) => name !== 'lang'))
    assert.ok(declared.includes(`'${word}'`), word)
})
