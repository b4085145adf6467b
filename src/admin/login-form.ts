import { html } from '../html.ts'

export const loginForm = html`<form class="login card" method="post" action="/admin/login">
<label>Name <input name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<label>Code of your authenticator app
<input name="code" autocomplete="one-time-code" inputmode="numeric" pattern="[0-9 ]{6,7}" required></label>
<button>Log in</button>
</form>`
