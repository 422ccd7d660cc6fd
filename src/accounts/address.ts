/** One plain addr-spec (RFC 5321, section 4.1.2) without quoting; what mailers read in two ways is refused. */
const ADDRESS =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const LONGEST = 254;

/** The address as it is stored (NFKC, lower case), or null if it is not one plain address. */
export function parseAddress(text: string): string | null {
  const address = text.trim().normalize('NFKC').toLowerCase();
  return address.length <= LONGEST && ADDRESS.test(address) ? address : null;
}
