import { RESTRICTED_LETTER } from './restricted-letters.ts'

/** The scripts that UAX 31 recommends for identifiers (its table 5), by their short names. */
const SCRIPTS =
  'Arab Armn Beng Bopo Cyrl Deva Ethi Geor Grek Gujr Guru Hang Hani Hebr Hira Kana Khmr Knda Laoo Latn Mlym Mymr Orya Sinh Taml Telu Thaa Thai Tibt'
/** Scripts that are written together: Japanese, Chinese and Korean, each with Latin. */
const COMBINATIONS = ['Latn Hani Hira Kana', 'Latn Hani Bopo', 'Latn Hani Hang']

const ONE_WRITING_SYSTEM = [...SCRIPTS.split(' '), ...COMBINATIONS].map(
  (scripts) =>
    new RegExp(`^[${['Zyyy', 'Zinh', ...scripts.split(' ')].map((script) => `\\p{scx=${script}}`).join('')}]*$`, 'u'),
)
/** Zero-width characters, controls of direction, unassigned and private ones; of spaces all but the ordinary one. */
const NOT_VISIBLE = /[\p{Default_Ignorable_Code_Point}\p{C}\p{Zl}\p{Zp}[\p{Zs}--\x20]]/v

/**
 * True for a name in which every character shows, and that mixes no scripts with letters that look alike: the Highly
 * Restrictive level of Unicode's security profile (UTS 39, 5.2), widened by ordinary punctuation, symbols, spaces and
 * emoji. Judged after NFKC, in which names are compared.
 */
export function isRecommendedName(name: string): boolean {
  const text = name.replaceAll(/\p{RGI_Emoji}/gv, '').normalize('NFKC')
  return !NOT_VISIBLE.test(text) && !RESTRICTED_LETTER.test(text) && ONE_WRITING_SYSTEM.some((one) => one.test(text))
}
