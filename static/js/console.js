// What the console adds to plain links and forms. Everything here is a convenience: without it the
// same things happen by whole pages.
(function () {
  'use strict';

  // --- The builder ---

  // What is typed while an answer is under way is put back after the swap, or the answer would undo it.
  var typed = new Map();

  // The operations in the order of their submits: htmx queues requests, but would take the button that
  // was pressed last for each of them.
  var operations = [];

  function isBuilder(el) { return el && el.id === 'builder'; }

  document.addEventListener('input', function (e) {
    if (e.target.id && isBuilder(e.target.form)) typed.set(e.target.id, e.target.value);
  });

  document.addEventListener('submit', function (e) {
    var form = e.target;
    if (!isBuilder(form)) return;
    if (form.dataset.sending) { // the record is on its way: nothing may follow it
      e.preventDefault();
      e.stopImmediatePropagation();
      return;
    }
    var op = e.submitter ? e.submitter.value : 'update';
    if (op === 'update') clearTimeout(changed);
    operations.push(op);
    if (op === 'send') {
      form.dataset.sending = '1';
      e.submitter.setAttribute('aria-disabled', 'true');
    }
  }, true);

  document.addEventListener('htmx:configRequest', function (e) {
    if (!isBuilder(e.detail.elt)) return;
    e.detail.parameters.op = operations.shift();
    typed.clear();
  });

  // The form may be sent again when the answer did not lead away from it.
  function wake() {
    var form = document.getElementById('builder');
    if (!form || !form.dataset.sending) return;
    delete form.dataset.sending;
    form.querySelector('button[value="send"]').removeAttribute('aria-disabled');
  }

  document.addEventListener('htmx:afterRequest', function (e) {
    var xhr = e.detail.xhr;
    if (!isBuilder(e.detail.elt) || operations.length || (xhr && xhr.getResponseHeader('HX-Redirect'))) return;
    wake();
  });

  // Back brings a page as it was left: with its form asleep.
  window.addEventListener('pageshow', function () {
    operations = [];
    wake();
  });

  // A new name or type is applied at once: the server answers with the row as it now looks. Enter changes a
  // name and submits the form in one go, and the form's own update draws all rows anyway.
  var changed = 0;

  document.addEventListener('change', function (e) {
    var field = e.target, form = field.form;
    if (!isBuilder(form) || (field.name !== 'k' && field.name !== 't')) return;
    changed = setTimeout(function () {
      var apply = form.querySelector('button[value="update"]');
      apply.value = 'row:' + field.closest('.node').dataset.node;
      form.requestSubmit(apply);
      apply.value = 'update';
    });
  });

  // The server names what should have the focus, since only it knows what it drew.
  document.addEventListener('focus-on', function (e) {
    var el = document.getElementById(e.detail.value);
    if (el) el.focus();
  });

  document.addEventListener('htmx:afterSwap', function () {
    typed.forEach(function (value, id) {
      var el = document.getElementById(id);
      if (el && el.value !== value) el.value = value;
    });
    filterRecords();
  });

  // --- Notices ---

  function notice(text) {
    var box = document.getElementById('notices');
    var p = document.createElement('p');
    p.className = 'notice bad';
    p.textContent = text;
    if (box) box.replaceChildren(p);
  }

  document.addEventListener('htmx:sendError', function () {
    notice('The console did not answer. What you typed is still here; try again in a moment.');
  });

  document.addEventListener('htmx:beforeSwap', function (e) {
    var box = document.getElementById('notices');
    if (box && !e.detail.isError) box.replaceChildren();
  });

  // --- Sign in: the port of the server that was chosen ---

  document.addEventListener('change', function (e) {
    if (e.target.id !== 'domain') return;
    var option = Array.prototype.find.call(document.querySelectorAll('#domains option'), function (o) {
      return o.value === e.target.value;
    });
    document.getElementById('port').value = option ? option.dataset.port : '443';
  });

  // A second press of a button that sends is swallowed while the first is on its way.
  document.addEventListener('submit', function (e) {
    if (!e.target.matches('form[data-once]')) return;
    if (e.target.dataset.sent) { e.preventDefault(); return; }
    e.target.dataset.sent = '1';
    e.target.setAttribute('aria-busy', 'true');
  });
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-sent]').forEach(function (f) {
      delete f.dataset.sent;
      f.removeAttribute('aria-busy');
    });
  });

  // --- Start page: only the record types of the chosen service ---

  function filterRecords() {
    var service = document.getElementById('service'), record = document.getElementById('record');
    if (!service || !record) return;
    record.querySelectorAll('optgroup').forEach(function (group) {
      var fits = !service.value || group.label === service.value;
      group.hidden = !fits;
      group.disabled = !fits;
    });
    var chosen = record.selectedOptions[0];
    if (chosen && chosen.parentElement.disabled) record.value = '';
  }

  document.addEventListener('change', function (e) {
    if (e.target.id === 'service') filterRecords();
    if (e.target.matches('select[data-submits]')) e.target.form.requestSubmit();
  });

  filterRecords();
})();
