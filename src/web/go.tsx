// The page of /go. Its first script (go-first.ts) has taken the token out of the address and asked about it; this one shows what came.

import { render } from 'preact';
import { Go } from './go/go.tsx';
import { takeFirstGo, takePass, type FirstGo } from './go/pass.ts';
import { Frame } from './ui/frame.tsx';

const root = document.getElementById('app');
if (root !== null) {
  const show = ({ pass, asked }: FirstGo): void =>
    render(
      <Frame>
        <Go key={pass.token} {...pass} asked={asked} />
      </Frame>,
      root,
    );
  show(takeFirstGo() ?? { pass: takePass(), asked: null });
  // Pasted into the same tab, the address of another button changes what stands behind # and loads nothing.
  window.addEventListener('hashchange', () => {
    const pass = takePass();
    if (pass.token !== '') show({ pass, asked: null });
  });
}
