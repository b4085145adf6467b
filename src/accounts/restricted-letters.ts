/**
 * Letters, marks and digits of the recommended scripts whose Identifier_Status is Restricted (UTS 39, Unicode 14.0):
 * out of use, of special use only, or rarely needed, such as the phonetic ɑ. Hexadecimal ranges; gaps without a letter
 * that is allowed are closed, also where later versions of Unicode filled them. The engine does not know this property.
 */
const RANGES = `
  180-18e 190-19f 1a2-1ae 1b1-1c3 1dd 1e4-1e5 1f6-1f7 21c-21d 220-225 234-258 25a-2ba 2bd-2c1 2c6-2d1 2ee 305
  30d-30e 312 315-31a 31c-322 329-32c 32f 332-334 336-337 33a-33f 346-373 376-377 37f 3cf-3f3 3f7-3fb 460-481
  483-487 500-50f 52a-52d 560 588 591-5b3 5b5-5bd 5bf 5c1-5c2 5c4-5c5 5c7 610-61a 640 656-65f 66e-66f 673 68e 6a1
  6d6-6dc 6df-6e4 6e7-6e8 6ea-6ed 898-89f 8ad-8b1 8b3-8b4 8ca-8e1 8e3-900 94e 951-955 978 980 9fc a51 a75 af9 b44
  b62-b63 c00 c34 c58-c5a c62-c63 c81 cde d01 d04 d3b-d3c d44 d5f d62-d63 d81 d8f-d90 da6 ddf-def df3 f18-f19 f39
  10a0-10c5 10f1-10f6 1100-11ff 1369-1371 17a3-17a4 17a8 17ce-17cf 17d1 17d3 17dd 1ab0-1abd 1abf-1c88 1cd0-1cd2
  1cd4-1dff 1e9c-1e9d 1e9f 1efa-1eff 203f-2040 2054 20d0-20dc 20e1 20e5-20f0 2118 212e-2132 214e 2180-2188
  2c60-2d25 2de0-2dff 3021-302f 3031-3035 303b-303c 312e 31f0-31ff a640-a66f a674-a67d a680-a69f a722-a787
  a78b-a78c a78e-a791 a794-a7a9 a7ab-a7ad a7af-a7b7 a7ba-a7bf a7f5-a7ff a8e0-a8f7 a8fb a8fd-a8ff a960-a9e6
  ab30-ab5a ab60-ab65 ab68 d7b0-d7fb fb1e fe20-fe2f fe73 10140-10174 101fd-102e0 10780 16fe3 1aff0-1b11e
  1cf00-1cf46 1d165-1d169 1d16d-1d182 1d185-1d18b 1d1aa-1d1ad 1d242-1d244
`

/** Matches a text with a restricted letter in it; the text must be in NFKC. */
export const RESTRICTED_LETTER = new RegExp(`[${RANGES.trim().replaceAll(/([\da-f]+)\s*/g, '\\u{$1}')}]`, 'u')
