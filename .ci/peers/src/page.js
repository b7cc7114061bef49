// What the page brings along, so that no form has to wait for a second request.
function read(id) { return JSON.parse(document.getElementById(id).textContent); }

export const schema = read('schema');
export const data = read('data');
