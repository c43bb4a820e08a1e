// The address of an account as a person has it at hand: a name, a host or whatever stood in the browser.

const OF_THE_VENDOR = /^(?:https?:\/\/)?([\w-]+)\.(amocrm\.ru|amocrm\.com|kommo\.com)(?:[/?#:].*)?$/i;
export const USUAL = '.amocrm.ru';

/** What stays of it in the field: the name where the rest is the usual one, else the host; what we do not know stays as it is. */
export function tidy(pasted: string): string {
  const text = pasted.trim();
  const [, name, domain] = OF_THE_VENDOR.exec(text) ?? [];
  if (!name || !domain) return text;
  return `.${domain.toLowerCase()}` === USUAL ? name.toLowerCase() : `${name}.${domain}`.toLowerCase();
}

/** Whether the field holds a name alone. */
export function isName(address: string): boolean {
  return /^[\w-]+$/.test(address);
}

/** What the engine is told. */
export function whole(address: string): string {
  return isName(address) ? `${address}${USUAL}` : address;
}

/** Where the account opens in a browser; without an account of the vendor's own hosts the vendor's first page. */
export function home(address: string): string {
  const host = whole(tidy(address));
  return OF_THE_VENDOR.test(host) ? `https://${host}/` : 'https://www.amocrm.ru/';
}
