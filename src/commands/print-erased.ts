/** Says what is gone, and below it the receipt, where there is one. */
export function printErased(message: string, receipt: string | null): void {
  console.log(message)
  if (receipt !== null) console.log(`Receipt: ${receipt}`)
}
