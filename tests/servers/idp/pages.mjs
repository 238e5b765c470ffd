// SPDX-License-Identifier: MIT
// The pages where a person enters the code, signs in and consents. Plain HTML, no script, own words.

export const escapeHtml = (text) =>
  String(text).replace(
    /[&<>"']/g,
    (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[char],
  );

const kStyle = `
:root { color-scheme: light; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #eef1f4; color: #1c2430;
  font: 16px/1.5 system-ui, "Noto Sans", "Noto Sans CJK JP", sans-serif; }
main { box-sizing: border-box; width: min(27rem, 100vw); padding: 2.5rem; background: #fff; border-radius: .5rem;
  box-shadow: 0 2px 12px rgb(20 30 50 / 18%); }
h1 { margin: 0 0 .75rem; font-size: 1.5rem; font-weight: 600; }
p.who { margin: 0 0 1rem; color: #55606e; } p.wrong { color: #b3261e; }
input[type=text], input[type=email], input[type=password] { box-sizing: border-box; width: 100%; margin: .5rem 0 1rem;
  padding: .6rem .75rem; border: 1px solid #8a94a1; border-radius: .25rem; font: inherit; }
input[name=user_code] { letter-spacing: .1em; text-transform: uppercase; }
button { padding: .55rem 1.5rem; border: 0; border-radius: .25rem; background: #0b57a4; color: #fff; font: inherit; cursor: pointer; }
button.other { background: #e3e7ec; color: #1c2430; }
.code { font: 600 1.6rem ui-monospace, monospace; letter-spacing: .12em; }
label { display: block; } ul { padding-left: 1.2rem; } .buttons { display: flex; gap: .5rem; justify-content: flex-end; margin-top: 1.25rem; }
footer { margin-top: 1.5rem; font-size: .8rem; color: #6b7683; }`;

const page = (title, body) => `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${kStyle}</style></head>
<body><main>${body}<footer>Test identity provider of Tegami. Nothing here leaves this machine.</footer></main></body></html>
`;

function codeProblem(error) {
  if (!error) return '';
  if (error.name === 'AbortedError') return 'The sign-in was cancelled. You may close this window.';
  if (error.name === 'ExpiredError') return 'That code has expired. Get a new one on your device.';
  if (error.name === 'AlreadyUsedError') return 'That code was used already. Get a new one on your device.';
  if (error.userCode || error.name === 'NoCodeError') return "That code didn't work. Check the code and try again.";
  return 'Something went wrong. Get a new code on your device and try again.';
}

export const codeInput = (form, error) =>
  page(
    'Enter code',
    `
<h1>Enter code to allow access</h1>
<p class="${error ? 'wrong' : 'who'}">${escapeHtml(codeProblem(error) || 'Enter the code that your device or app shows.')}</p>
${form}
<div class="buttons"><button type="submit" form="op.deviceInputForm">Next</button></div>`,
  );

export const codeConfirm = (form, code) =>
  page(
    'Check the code',
    `
<h1>Is this your device?</h1>
<p>Your printer must show this code:</p><p class="code">${escapeHtml(code)}</p>
<p class="who">If it does not, or if you did not start this, choose Cancel.</p>
${form}
<div class="buttons"><button class="other" type="submit" form="op.deviceConfirmForm" name="abort" value="yes">Cancel</button>
<button type="submit" form="op.deviceConfirmForm" autofocus>Continue</button></div>`,
  );

export const signIn = (uid, problem) =>
  page(
    'Sign in',
    `
<h1>Sign in</h1>
${problem ? `<p class="wrong">${escapeHtml(problem)}</p>` : ''}
<form method="post" action="/interaction/${uid}/login">
<label>Account<input type="email" name="login" placeholder="someone@contoso.example" autocomplete="username" required autofocus></label>
<label>Password<input type="password" name="password" autocomplete="current-password"></label>
<div class="buttons"><button class="other" type="submit" formaction="/interaction/${uid}/abort" formnovalidate name="abort" value="yes">Cancel</button>
<button type="submit">Sign in</button></div></form>`,
  );

export const consent = (uid, user, clientName) =>
  page(
    'Permissions requested',
    `
<p class="who">${escapeHtml(user.upn)}</p>
<h1>Permissions requested</h1>
<p><strong>${escapeHtml(clientName)}</strong> would like to:</p>
<ul><li>Send mail as you by SMTP</li><li>Keep this access until you take it back</li><li>See your name and address</li></ul>
<form method="post" action="/interaction/${uid}/consent">
${user.isAdmin ? '<label><input type="checkbox" name="organization" value="yes"> Consent on behalf of your organization</label>' : ''}
<div class="buttons"><button class="other" type="submit" formaction="/interaction/${uid}/abort" name="abort" value="yes">Cancel</button>
<button type="submit" autofocus>Accept</button></div></form>`,
  );

export const success = () =>
  page(
    'Signed in',
    `
<h1>You have signed in</h1><p data-result="signed-in">Your printer may now send mail. You may close this window.</p>`,
  );

export const failure = (text) =>
  page('Sign-in failed', `<h1>That did not work</h1><p class="wrong" data-result="failed">${escapeHtml(text)}</p>`);
