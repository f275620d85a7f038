/** Text in the user's language. English is the key; the bundle comes with the page. Numbers, dates and plurals go through `Intl`. */
let bundle: Readonly<Record<string, string>> = {};
let language = 'en';

/** Called once, before the first component is drawn. */
export function loadLanguage(document: Document): void {
  language = document.documentElement.lang === '' ? 'en' : document.documentElement.lang;
  const json = document.getElementById('l10n')?.textContent ?? '';
  if (json.trim() !== '') {
    bundle = JSON.parse(json) as Record<string, string>;
  }
}

export function t(text: string, ...args: readonly (string | number)[]): string {
  const said = bundle[text] ?? text;
  return args.length === 0 ? said : said.replace(/\{(\d+)\}/g, (hole, index: string) => String(args[Number(index)] ?? hole));
}

/** Picks the text for a count by the language's own plural rules; `{0}` is the count. */
export function plural(count: number, one: string, other: string): string {
  const form = new Intl.PluralRules(language).select(count);
  return t(form === 'one' ? one : other, new Intl.NumberFormat(language).format(count));
}

export function formatTime(at: number): string {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' }).format(at);
}

export function formatDateTime(at: number): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}
