// What the console adds to plain links and forms. Everything here is a convenience: without it the
// same things happen by whole pages.
(function () {
  'use strict';

  function byId(id) { return document.getElementById(id); }

  function announce(text) { byId('status').textContent = text; }

  document.documentElement.dataset.scripts = '';

  // --- The builder ---
  //
  // One request at a time. htmx can queue requests, but forgets which button was pressed for each, and drops those whose form
  // an answer replaced; so what is pressed meanwhile waits here, by the value of its button, and is pressed in the form that
  // is there then.

  var running = null; // {form, op}: the request under way
  var waiting = [];   // values of the buttons that were pressed since
  var taking = false; // what waited is being pressed
  var processed = byId('builder'); // by htmx
  var typed = new Map(); // what was typed since, by field: the answer must not undo it

  function isBuilder(el) { return !!el && el.id === 'builder'; }

  function isBusy() { return running !== null && document.contains(running.form); }

  document.addEventListener('input', function (e) {
    if (e.target.id && isBuilder(e.target.form)) typed.set(e.target.id, e.target.value);
  });

  document.addEventListener('submit', function (e) {
    var form = e.target;
    if (!isBuilder(form)) return;
    if (e.submitter && e.submitter.hasAttribute('data-file')) { e.stopImmediatePropagation(); return; } // the browser fetches files
    var op = e.submitter ? e.submitter.value : 'update';
    if (form.dataset.sending || isBusy() || (waiting.length && !taking)) { // also when an answer has just come: nothing passes what waits
      e.preventDefault();
      e.stopImmediatePropagation();
      if (!form.dataset.sending && !(isSave(op) && waiting.some(isSave))) waiting.push(op); // behind a write that is on its way nothing follows
      if (!isBusy()) setTimeout(pressNext);
      return;
    }
    clearTimeout(saving); // what is asked for takes along what was typed
    if (op === 'update') clearTimeout(applying);
    running = { form: form, op: op };
    if (e.submitter && e.submitter.hasAttribute('data-send')) {
      form.dataset.sending = '1';
      e.submitter.setAttribute('aria-disabled', 'true');
      announce('Sending');
    }
  }, true);

  document.addEventListener('htmx:configRequest', function (e) {
    if (!isBuilder(e.detail.elt)) return;
    e.detail.parameters.op = running.op;
    if (isSave(running.op)) e.detail.headers['Console-Saves'] = '1';
    var unnamed = Array.prototype.map.call(byId('builder').querySelectorAll('[data-other]'), function (name) { return name.closest('.node').dataset.node; });
    if (unnamed.length) e.detail.parameters.unnamed = unnamed.join(' ');
    typed.clear();
    dirty = false;
  });

  document.addEventListener('htmx:afterRequest', function (e) {
    // Of a form that the answer replaced, htmx tells on behalf of what stands around it.
    if (running === null || e.detail.requestConfig.elt !== running.form) return;
    var xhr = e.detail.xhr;
    if (xhr && xhr.getResponseHeader('HX-Redirect')) return; // the page goes away: nothing may follow
    running = null;
    wake();
    if (!e.detail.successful) waiting = []; // it was meant for a form without that problem
    setTimeout(pressNext);
  });

  function pressNext() {
    while (waiting.length && !isBusy()) {
      var op = waiting.shift(), form = byId('builder');
      if (!form) return;
      var row = op.indexOf('row:') === 0 && byId('row-' + op.slice(4));
      var button = form.querySelector('button[name="op"][value="' + CSS.escape(op) + '"]');
      taking = true;
      if (isSave(op) || row) press(op);
      else if (button) form.requestSubmit(button);
      taking = false;
    }
  }

  // The form may be sent again when the answer did not lead away from it.
  function wake() {
    var form = byId('builder');
    if (!form || !form.dataset.sending) return;
    delete form.dataset.sending;
    form.querySelector('[data-send]').removeAttribute('aria-disabled');
  }

  // Asks for something that has no button of its own, by the form's first one, which is harmless.
  function press(op) {
    var form = byId('builder'), update = form && form.querySelector('button[value="update"]');
    if (!update || (isSave(op) && (others || waiting.some(isSave)))) return;
    update.value = op;
    form.requestSubmit(update);
    update.value = 'update';
  }

  function isSave(op) { return op === 'save' || op === 'typing'; }

  // What is typed is kept after a short rest, and when a field is left. A new name or type is applied at once: the server
  // answers with the row as it now looks. Enter changes a name and submits the form in one go, and the form's own update
  // draws all rows anyway.
  var applying = 0, saving = 0, dirty = false;

  document.addEventListener('input', function (e) {
    if (!isBuilder(e.target.form) || e.target.name === 'q') return;
    dirty = true;
    clearTimeout(saving);
    if (e.target.tagName !== 'SELECT') saving = setTimeout(press, 700, 'typing');
  });

  document.addEventListener('change', function (e) {
    var field = e.target, node = field.closest('.node');
    if (!isBuilder(field.form) || !dirty) return;
    clearTimeout(saving);
    if (node && (field.name === 'k' || field.name === 't' || field.value === '\u2026')) applying = setTimeout(press, 0, 'row:' + node.dataset.node);
    else saving = setTimeout(press, 50, 'save'); // once the next field has been painted with the focus
  });

  window.addEventListener('pagehide', function () {
    var form = byId('builder');
    if (!form || !dirty || others || form.dataset.sending) return;
    var body = new URLSearchParams(new FormData(form));
    body.append('op', 'save');
    navigator.sendBeacon(form.action, body);
  });

  // What the session's end kept from being saved is kept when the page is left, or after signing in elsewhere.
  document.addEventListener('not-kept', function () { dirty = true; });

  // The server names what should have the focus, since only it knows what it drew.
  document.addEventListener('focus-on', function (e) {
    focusOn(byId(e.detail.value));
  });

  // A value comes with its text selected, as by Tab; not while one types on in it.
  function focusOn(el) {
    if (!el) return;
    el.focus();
    if (el.name === 'v' && el.tagName === 'INPUT' && !typed.has(el.id)) el.select();
  }

  // What had it may be gone by what was drawn.
  document.addEventListener('focus-lost', function (e) {
    var el = byId(e.detail.value);
    if (document.activeElement === document.body) focusOn(el);
  });

  document.addEventListener('click', function (e) {
    var button = e.target.closest('[data-reveal]');
    if (!button) return;
    var field = byId(button.dataset.reveal), show = field.type === 'password';
    field.type = show ? 'text' : 'password';
    button.textContent = show ? 'Hide' : 'Show';
    button.setAttribute('aria-pressed', String(show));
  });

  // A date can be typed, or taken from the browser's calendar.
  document.addEventListener('click', function (e) {
    var button = e.target.closest('[data-calendar]');
    if (!button) return;
    var field = button.parentElement.querySelector('[name="v"]'), calendar = document.createElement('input');
    calendar.type = button.dataset.calendar;
    calendar.step = 1;
    calendar.className = 'calendar';
    calendar.value = field.value.replace(' ', 'T');
    calendar.addEventListener('change', function () {
      var time = calendar.value.replace('T', ' ');
      field.value = time.length === 16 ? time + ':00' : time;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.dispatchEvent(new Event('change', { bubbles: true }));
    });
    calendar.addEventListener('blur', function () { calendar.remove(); });
    button.after(calendar);
    calendar.focus();
    if (calendar.showPicker) calendar.showPicker();
  });

  // --- The name beside a number: it is seen only while the field says the number that it belongs to. The answer to what is typed brings the right one. ---

  function fitName(name) {
    if (!name) return;
    var field = byId(name.dataset.beside);
    name.toggleAttribute('data-other', !field || field.value !== name.dataset.of);
  }

  document.addEventListener('input', function (e) { if (e.target.id) fitName(byId('named-' + e.target.id)); });

  // --- The menu of a row: Remove and More are out of Tab's way, so that Tab leads from value to value. F2 opens the menu, with both in reach. ---

  document.addEventListener('keydown', function (e) {
    var row = e.target.closest('.node'), more = row && row.querySelector(':scope > .line > .acts > [aria-expanded]');
    if (!more || e.ctrlKey || e.metaKey || e.altKey) return;
    var closes = e.key === 'Escape' && more.getAttribute('aria-expanded') === 'true' && e.target.closest('.panel, .acts') && e.target.tagName !== 'TEXTAREA';
    if (e.key !== 'F2' && !closes) return;
    e.preventDefault();
    more.click();
  });

  // --- The list of attributes that a new row can become: it follows what is typed as the name ---

  function chooserOf(name) { return name && name.name === 'k' ? name.closest('.node').querySelector(':scope > .chooser') : null; }

  function options(chooser) { return Array.prototype.filter.call(chooser.querySelectorAll('.option'), function (o) { return !o.hidden; }); }

  function choose(name, chooser, option) {
    chooser.querySelectorAll('[aria-selected]').forEach(function (o) { o.removeAttribute('aria-selected'); });
    name.removeAttribute('aria-activedescendant');
    if (!option) return;
    option.setAttribute('aria-selected', 'true');
    name.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  }

  document.addEventListener('focusin', function (e) {
    var chooser = chooserOf(e.target);
    if (!chooser || chooser.dataset.ready) return;
    var list = chooser.querySelector('.options');
    chooser.dataset.ready = '1';
    chooser.open = true;
    chooser.firstElementChild.tabIndex = -1;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', chooser.firstElementChild.textContent);
    list.querySelectorAll('.option').forEach(function (o, i) {
      o.setAttribute('role', 'option');
      o.id = list.id + '-' + i;
      o.tabIndex = -1;
    });
    e.target.setAttribute('role', 'combobox');
    e.target.setAttribute('aria-controls', list.id);
    e.target.setAttribute('aria-expanded', 'true');
  });

  document.addEventListener('input', function (e) {
    var chooser = chooserOf(e.target);
    if (!chooser) return;
    var words = e.target.value.toLowerCase().split(/\s+/);
    chooser.querySelectorAll('.option').forEach(function (o) {
      var text = o.textContent.toLowerCase();
      o.hidden = !words.every(function (w) { return text.indexOf(w) >= 0; });
    });
    chooser.open = true;
    choose(e.target, chooser, null);
  });

  document.addEventListener('keydown', function (e) {
    if (e.key === 'Enter' && (e.ctrlKey || e.metaKey) && isBuilder(e.target.form)) {
      e.preventDefault();
      e.target.form.querySelector('[data-send]').click();
      return;
    }
    var find = e.target.closest('.find');
    if (find && (e.key === 'ArrowDown' || e.key === 'ArrowUp')) {
      var stops = Array.from(find.querySelectorAll('[name="q"], .pick'));
      var next = stops[stops.indexOf(e.target) + (e.key === 'ArrowDown' ? 1 : -1)];
      e.preventDefault();
      if (next) next.focus();
      return;
    }
    var chooser = chooserOf(e.target);
    if (!chooser) return;
    var all = options(chooser), at = all.findIndex(function (o) { return o.hasAttribute('aria-selected'); });
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      chooser.open = true;
      choose(e.target, chooser, all[(at + (e.key === 'ArrowDown' ? 1 : at < 0 ? 0 : -1) + all.length) % all.length]);
    } else if (e.key === 'Enter') {
      e.preventDefault();
      if (at >= 0) all[at].click();
      else if (e.target.value) press('row:' + e.target.closest('.node').dataset.node);
    } else if (e.key === 'Escape') {
      chooser.open = false;
    }
  });

  // --- Shortcuts: a page says in data-keys what a key follows, presses or puts the focus on ---

  var before = '';

  function silent() { return document.cookie.indexOf('shortcuts=off') >= 0; }

  document.addEventListener('keydown', function (e) {
    var keys = before + e.key;
    before = '';
    if (e.ctrlKey || e.metaKey || e.altKey || silent() || e.target.closest('input, select, textarea')) return;
    if (keys === 'g') before = 'g-';
    var found = document.querySelectorAll('[data-keys~="' + CSS.escape(keys) + '"]'), el = found[found.length - 1];
    if (!el) return;
    e.preventDefault();
    if (el.tagName === 'INPUT') el.focus();
    else el.click();
  });

  document.addEventListener('click', function (e) {
    if (!e.target.matches('[data-shortcuts]')) return;
    document.cookie = 'shortcuts=' + (silent() ? 'on' : 'off') + '; path=/; max-age=31536000; samesite=lax';
    nameSwitch();
  });

  function nameSwitch() {
    var button = document.querySelector('[data-shortcuts]');
    if (!button) return;
    button.hidden = false;
    button.textContent = 'Switch shortcuts ' + (silent() ? 'on' : 'off');
  }

  // --- Whose the page is ---

  // A part is asked for with the seal of its page, by which the console sees that the page is still of who is signed in.
  document.addEventListener('htmx:configRequest', function (e) {
    var page = document.querySelector('meta[name="seal"]');
    if (page) e.detail.headers['Console-Page'] = page.content;
  });

  // In another tab somebody else may have signed in meanwhile: a page that is looked at again asks.
  document.addEventListener('visibilitychange', function () {
    if (document.visibilityState === 'visible' && byId('session')) htmx.trigger('#session', 'look');
  });

  // Of a page that is somebody else's nothing more is kept: what was typed until then was, and the page says so.
  var others = false;

  document.addEventListener('not-yours', function () { others = true; });

  // --- After each answer ---

  var caret = null; // {id, start, end}: what is selected in the field that has the focus; htmx forgets a selection from the first letter on

  document.addEventListener('htmx:beforeSwap', function () {
    var el = document.activeElement;
    caret = el.id && el.name === 'v' && el.tagName === 'INPUT' ? { id: el.id, start: el.selectionStart, end: el.selectionEnd } : null;
  });

  function placeCaret() {
    var el = document.activeElement;
    if (caret && el.id === caret.id && el.setSelectionRange) el.setSelectionRange(caret.start, caret.end);
  }

  function settle() {
    document.querySelectorAll('[data-beside]').forEach(fitName);
    document.querySelectorAll('.acts > .button:not([tabindex])').forEach(function (button) { button.tabIndex = -1; });
    document.querySelectorAll('[data-reveal][hidden], [data-calendar][hidden]').forEach(function (button) { button.hidden = false; });
    filterRecords();
    nameSwitch();
  }

  document.addEventListener('htmx:afterSwap', function (e) {
    var form = byId('builder');
    if (form && form !== processed) htmx.process(form); // at once: it would be a plain form for some milliseconds
    processed = form;
    if (byId('list')) htmx.process(byId('list')); // so would the filters, and what is typed at once would find nothing
    document.querySelectorAll('.find').forEach(function (find) { htmx.process(find); }); // and the search for a record
    typed.forEach(function (value, id) {
      var el = byId(id);
      if (el && el.value !== value) el.value = value;
    });
    placeCaret();
    settle();
    var news = e.target.querySelector && e.target.querySelector('[data-announce]');
    if (e.target.id === 'notices') news = e.target;
    if (news) announce((news.innerText || news.textContent).replace(/\s+/g, ' ').trim()); // as it is seen: a heading ends where its line does
    if (document.activeElement === document.body && e.target.id === 'list') {
      var heading = document.querySelector('h1');
      if (heading) heading.focus({ preventScroll: true });
    }
  });

  // --- Notices ---

  document.addEventListener('htmx:sendError', function () {
    var p = document.createElement('p');
    p.className = 'notice bad';
    p.textContent = 'The console did not answer. What you typed is still here; try again in a moment.';
    byId('notices').replaceChildren(p);
    announce(p.textContent);
  });

  document.addEventListener('htmx:beforeSwap', function (e) {
    if (!e.detail.isError && !/^(notices|session)$/.test(e.detail.target.id)) byId('notices').replaceChildren();
  });

  // --- The end of the session ---

  // Whoever stays signed in is back where they were.
  var left = null;

  document.addEventListener('focusin', function (e) {
    if (e.relatedTarget && e.target.closest('#session') && !e.relatedTarget.closest('#session')) left = e.relatedTarget;
  });

  document.addEventListener('htmx:afterSwap', function (e) {
    if (e.target.id !== 'session' || document.activeElement !== document.body || !left) return;
    left.focus({ preventScroll: true });
    left = null;
  });

  // --- Sign in ---

  // The port follows the server that was chosen, unless another one was typed.
  document.addEventListener('change', function (e) {
    if (e.target.id !== 'domain') return;
    var options = Array.prototype.slice.call(document.querySelectorAll('#domains option')), port = byId('port');
    var usual = port.value === '443' || options.some(function (o) { return o.dataset.port === port.value; });
    var chosen = options.find(function (o) { return o.value === e.target.value; });
    if (usual) port.value = chosen ? chosen.dataset.port : '443';
  });

  // A second press is swallowed while the first is on its way; Escape gives up on that one.
  document.addEventListener('submit', function (e) {
    if (!e.target.matches('form[data-once]')) return;
    if (e.target.dataset.sent) { e.preventDefault(); return; }
    e.target.dataset.sent = '1';
  });

  function wakeOnce() {
    document.querySelectorAll('form[data-sent]').forEach(function (f) { delete f.dataset.sent; });
  }

  document.addEventListener('keydown', function (e) { if (e.key === 'Escape') wakeOnce(); });

  // Back brings a page as it was left: with its forms asleep.
  window.addEventListener('pageshow', function (e) {
    running = null;
    waiting = [];
    wake();
    wakeOnce();
    settle();
    if (e.persisted) press('save'); // what was kept when the page was left has a newer revision
  });

  // --- Pickers ---

  // The start page offers only the record types of the chosen service, and the operations that the chosen one has. What was
  // chosen before stays: the server says why it cannot be.
  function filterRecords() {
    var service = byId('service'), record = byId('record');
    if (!service || !record) return;
    record.querySelectorAll('optgroup').forEach(function (group) {
      var fits = !service.value || group.label === service.value;
      group.hidden = !fits;
      group.disabled = !fits;
    });
    var chosen = record.selectedOptions[0];
    if (chosen && chosen.parentElement.disabled) record.value = '';
    var fitting = record.querySelectorAll('optgroup:not([disabled]) option');
    if (service.value && !record.value && fitting.length === 1) record.value = fitting[0].value;
    chosen = record.selectedOptions[0];
    var has = chosen && chosen.dataset.operations;
    byId('operation').querySelectorAll('option').forEach(function (o) {
      o.disabled = !!has && !o.selected && has.split(' ').indexOf(o.value) < 0;
    });
  }

  document.addEventListener('change', function (e) {
    if (e.target.closest('.start')) filterRecords();
    if (e.target.matches('select[data-submits]')) e.target.form.requestSubmit();
  });

  settle();
})();
