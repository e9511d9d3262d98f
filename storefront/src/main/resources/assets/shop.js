// Makes quicker what works without it: nothing here is needed to buy.
(() => {
  'use strict';
  const root = document.documentElement;
  root.classList.add('js');

  // A form that was shown before the session was renewed has the token of before.
  const token = () => (document.cookie.match(/(?:^|; )XSRF-TOKEN=([^;]*)/) || [])[1];
  document.addEventListener('submit', event => {
    const form = event.target;
    const field = form.querySelector('input[name="_xsrf"]');
    const fresh = token();
    if (field && fresh) field.value = fresh;
    if (form.method.toLowerCase() !== 'post') return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = '1';
    if (event.submitter) event.submitter.classList.add('busy');
  });
  // Back from the next page, the form may be sent again.
  window.addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach(form => {
    delete form.dataset.sent;
    form.querySelectorAll('.busy').forEach(button => button.classList.remove('busy'));
  }));

  // A choice in a list is a question of its own.
  document.addEventListener('change', event => {
    if (event.target.matches('.sort select')) event.target.form.requestSubmit();
  });

  // On a phone the filters wait until they are asked for.
  const filters = document.querySelector('.filters');
  if (filters && window.matchMedia('(max-width: 59.99rem)').matches) filters.open = false;

  // A page that stays open keeps its session.
  if (token()) {
    setInterval(() => {
      if (!document.hidden && token()) fetch('/sign-in/renew', { method: 'POST' });
    }, 5 * 60 * 1000);
  }

  // What was refused is read first.
  const errors = document.getElementById('errors');
  if (errors) errors.focus();

  document.addEventListener('keydown', event => {
    const list = document.getElementById('suggestions');
    if (event.key === 'Escape' && list) list.replaceChildren();
    if (event.key === '/' && !event.target.closest('input, textarea, select')) {
      const search = document.getElementById('q');
      if (search) { event.preventDefault(); search.focus(); }
    }
  });
  document.addEventListener('click', event => {
    const list = document.getElementById('suggestions');
    if (list && !event.target.closest('.search')) list.replaceChildren();
  });

  // How long the goods are held.
  const countdown = () => document.querySelectorAll('[data-until]').forEach(element => {
    const left = Math.max(0, Math.floor((Date.parse(element.dataset.until) - Date.now()) / 1000));
    element.textContent = Math.floor(left / 60) + ':' + String(left % 60).padStart(2, '0');
  });
  if (document.querySelector('[data-until]')) { countdown(); setInterval(countdown, 1000); }

  // What comes by itself. A page that nobody sees holds no connection: browsers have six for a shop, in all tabs together. And the
  // stream of the page before counts as one of somebody's few until the shop misses its reader, so who leafs fast opens none.
  const PAUSE = 5000;
  const follow = (name, open) => {
    let stream = null;
    let soon = 0;
    const stop = () => {
      clearTimeout(soon);
      soon = 0;
      if (stream) stream.close();
      stream = null;
    };
    const start = () => {
      soon = 0;
      localStorage.setItem(name, Date.now());
      stream = open();
    };
    const look = () => {
      if (document.hidden) stop();
      else if (!stream && !soon) {
        const rest = Number(localStorage.getItem(name)) + PAUSE - Date.now();
        soon = setTimeout(start, Math.min(PAUSE, Math.max(0, rest)));
      }
    };
    document.addEventListener('visibilitychange', look);
    window.addEventListener('pagehide', stop);
    window.addEventListener('pageshow', look);
    look();
  };

  // The bell counts along.
  const bell = document.getElementById('unread');
  if (bell && window.EventSource) follow('bell', () => {
    const stream = new EventSource('/api/notifications/stream');
    stream.addEventListener('unread', event => {
      const { unread } = JSON.parse(event.data);
      bell.textContent = unread;
      bell.hidden = unread === 0;
    });
    return stream;
  });

  // An order shows each step as it happens.
  const live = document.querySelector('[data-order]');
  if (live && window.EventSource) {
    const refresh = async () => {
      const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      // The parser runs no scripts, so what is meant for pages without them is alive in it.
      page.querySelectorAll('noscript').forEach(element => element.remove());
      const fresh = page.querySelector('[data-order]');
      const shown = document.querySelector('[data-order]');
      if (fresh && shown) { shown.replaceChildren(...fresh.childNodes); countdown(); }
    };
    const on = event => {
      try { if (JSON.parse(event.data).orderId === live.dataset.order) refresh(); } catch { /* a heartbeat */ }
    };
    follow('order', () => {
      const stream = new EventSource('/api/orders/stream');
      stream.onmessage = on;
      ['order', 'order_status', 'status'].forEach(name => stream.addEventListener(name, on));
      // A step may have come before the stream was open.
      stream.onopen = refresh;
      return stream;
    });
  }
})();
