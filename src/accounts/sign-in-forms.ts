import { type Html, html } from '../platform/pages/html.js';
import type { Say } from '../platform/pages/site-pages.js';

/** Asks for the address that link and code go to. */
export const addressForm = (say: Say): Html =>
  html`<form method="post" action="/sign-in" class="card">
    <div class="field">
      <label for="email">${say('page.signIn.email')}</label>
      <input id="email" name="email" type="email" autocomplete="email" maxlength="254" required />
    </div>
    <div class="actions"><button>${say('page.signIn.send')}</button></div>
  </form>`;

/** Asks for the code from the mail: letters and digits, in groups or not. */
export const codeForm = (say: Say, id: string): Html =>
  html`<form method="post" action="/sign-in/${id}" class="card">
    <div class="field">
      <label for="code">${say('page.signIn.code')}</label>
      <input
        id="code"
        name="code"
        class="code-input"
        autocomplete="one-time-code"
        autocapitalize="characters"
        spellcheck="false"
        required
        maxlength="20"
      />
    </div>
    <div class="actions"><button>${say('page.signIn.submit')}</button></div>
    <p><a href="/sign-in">${say('page.signIn.again')}</a></p>
  </form>`;

/** What the mailed link opens: the signature is sent only when somebody presses the button. */
export const linkForm = (say: Say, id: string, signature: string): Html =>
  html`<form method="post" action="/sign-in/${id}" class="actions">
    <input type="hidden" name="signature" value="${signature}" />
    <button>${say('page.signIn.submit')}</button>
  </form>`;

export const signOutForm = (say: Say): Html =>
  html`<form method="post" action="/sign-out" class="actions">
    <button class="button secondary">${say('page.signIn.out')}</button>
  </form>`;
