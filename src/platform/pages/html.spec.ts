import { describe, expect, it } from '@jest/globals';
import { html } from './html.js';
import { fieldError, page } from './layout.js';

describe('html', () => {
  it('escapes text and quoted attributes, and nested markup only once', () => {
    const name = `<b title="x">Åsa & 'co'</b>`;
    const escaped = '&lt;b title=&quot;x&quot;&gt;Åsa &amp; &#39;co&#39;&lt;/b&gt;';
    expect(html`<i title="${name}">${html`<u>${name}</u>`}</i>`.toString()).toBe(
      `<i title="${escaped}"><u>${escaped}</u></i>`,
    );
  });

  it('joins arrays, keeps 0 and leaves out nothing, null and false', () => {
    expect(html`${[1, [html`<br />`, '<']]}${0}${null}${undefined}${false}${''}`.toString()).toBe(
      '1<br />&lt;0',
    );
  });
});

describe('page', () => {
  const document = page({
    title: 'Är du <här>?',
    language: 'sv',
    body: fieldError('code', 'Skriv "sex" siffror'),
  });

  it('has its language, one heading, one main landmark and no script or inline style', () => {
    expect(document).toMatch(/^<!doctype html>\s*<html lang="sv">/);
    expect(document.match(/<h1>.*<\/h1>/g)).toEqual(['<h1>Är du &lt;här&gt;?</h1>']);
    expect(document.match(/<main\b/g)).toHaveLength(1);
    expect(document).toContain('<p class="field-error" id="code-error">Skriv &quot;sex&quot; siffror</p>');
    expect(document).not.toMatch(/<script|<style|\sstyle=|\son\w+=/);
  });
});
