// A classic script in the syntax of 2015: it runs where the browser can't read the modules. `Object.hasOwn` came in
// 2021 and 2022 with what they need: docs/embedding.md.
{
  const texts: Readonly<Record<string, string>> = {
    en: 'This browser is too old. Update it, or open this page in another browser.',
    id: 'Peramban ini terlalu lama. Perbarui, atau buka halaman ini di peramban lain.',
  }
  if (!Object.hasOwn) document.querySelector('main')!.textContent = texts[navigator.language.slice(0, 2)] || texts.en!
}
