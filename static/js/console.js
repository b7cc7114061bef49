// What the console adds to plain links and forms. Everything here is a convenience: without it the
// same things happen by whole pages.
(function () {
  'use strict';

  function byId(id) { return document.getElementById(id); }

  function announce(text) { byId('status').textContent = text; }

  // --- The builder ---
  //
  // One request at a time. htmx can queue requests, but forgets which button was pressed for each, and drops those whose form
  // an answer replaced; so what is pressed meanwhile waits here, by the value of its button, and is pressed in the form that
  // is there then.

  var running = null; // {form, op}: the request under way
  var waiting = [];   // values of the buttons that were pressed since
  var typed = new Map(); // what was typed since, by field: the answer must not undo it

  function isBuilder(el) { return !!el && el.id === 'builder'; }

  function isBusy() { return running !== null && document.contains(running.form); }

  document.addEventListener('input', function (e) {
    if (e.target.id && isBuilder(e.target.form)) typed.set(e.target.id, e.target.value);
  });

  document.addEventListener('submit', function (e) {
    var form = e.target;
    if (!isBuilder(form)) return;
    var op = e.submitter ? e.submitter.value : 'update';
    if (form.dataset.sending || isBusy()) {
      e.preventDefault();
      e.stopImmediatePropagation();
      if (!form.dataset.sending) waiting.push(op); // behind a record that is on its way nothing follows
      return;
    }
    if (op === 'update') clearTimeout(changed);
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
    typed.clear();
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
      if (op.indexOf('row:') === 0) {
        apply(op.slice(4));
        continue;
      }
      var button = form.querySelector('button[name="op"][value="' + CSS.escape(op) + '"]');
      if (button) form.requestSubmit(button);
    }
  }

  // The form may be sent again when the answer did not lead away from it.
  function wake() {
    var form = byId('builder');
    if (!form || !form.dataset.sending) return;
    delete form.dataset.sending;
    form.querySelector('[data-send]').removeAttribute('aria-disabled');
  }

  // A new name or type is applied at once: the server answers with the row as it now looks. Enter changes a
  // name and submits the form in one go, and the form's own update draws all rows anyway.
  var changed = 0;

  document.addEventListener('change', function (e) {
    var field = e.target;
    if (!isBuilder(field.form) || (field.name !== 'k' && field.name !== 't')) return;
    var node = field.closest('.node').dataset.node;
    changed = setTimeout(function () { apply(node); });
  });

  function apply(node) {
    var form = byId('builder'), update = form && form.querySelector('button[value="update"]');
    if (!update || !byId('row-' + node)) return;
    update.value = 'row:' + node;
    form.requestSubmit(update);
    update.value = 'update';
  }

  // The server names what should have the focus, since only it knows what it drew.
  document.addEventListener('focus-on', function (e) {
    var el = byId(e.detail.value);
    if (el) el.focus();
  });

  document.addEventListener('click', function (e) {
    var button = e.target.closest('[data-reveal]');
    if (!button) return;
    var field = byId(button.dataset.reveal), show = field.type === 'password';
    field.type = show ? 'text' : 'password';
    button.textContent = show ? 'Hide' : 'Show';
    button.setAttribute('aria-pressed', String(show));
  });

  // --- After each answer ---

  function settle() {
    document.querySelectorAll('[data-reveal][hidden]').forEach(function (button) { button.hidden = false; });
    filterRecords();
  }

  document.addEventListener('htmx:afterSwap', function (e) {
    if (byId('builder')) htmx.process(byId('builder')); // at once: it would be a plain form for some milliseconds
    if (byId('list')) htmx.process(byId('list')); // so would the filters, and what is typed at once would find nothing
    typed.forEach(function (value, id) {
      var el = byId(id);
      if (el && el.value !== value) el.value = value;
    });
    settle();
    var news = e.target.querySelector && e.target.querySelector('[data-announce]');
    if (e.target.id === 'notices') news = e.target;
    if (news) announce(news.textContent.replace(/\s+/g, ' ').trim());
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
    if (!e.detail.isError && e.detail.target.id !== 'notices') byId('notices').replaceChildren();
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
  window.addEventListener('pageshow', function () {
    running = null;
    waiting = [];
    wake();
    wakeOnce();
  });

  // --- Pickers ---

  // The start page offers only the record types of the chosen service.
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
  }

  document.addEventListener('change', function (e) {
    if (e.target.id === 'service') filterRecords();
    if (e.target.matches('select[data-submits]')) e.target.form.requestSubmit();
  });

  settle();
})();
