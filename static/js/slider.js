// Says which year the slider stands at while it is moved; the form works without.
for (const range of document.querySelectorAll('.time input[type="range"]')) {
  const output = range.form.querySelector("output");
  const say = () => {
    output.textContent = range.value;
  };
  range.addEventListener("input", say);
  say();
}
