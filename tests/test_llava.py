# Generated from nbs/38_llava.ipynb by tinyemo.nbtools: edit the notebook.
import tempfile
import torch
from PIL import Image
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.chat import encode_question
from tinyemo.encoders import load_encoder
from tinyemo.llava import to_llava
from tinyemo.mllm import MLLM, MLLMSpec, save_mllm
from tinyemo.sft import add_adapters
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import AutoProcessor, CLIPImageProcessor, CLIPVisionConfig, CLIPVisionModel, LlamaConfig, LlamaForCausalLM, LlavaForConditionalGeneration, PreTrainedTokenizerFast


def test_what_is_ours_and_why():
    letters = Tokenizer(models.BPE({c: i for i, c in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))} | {'<|end|>': 256}, []))
    letters.pre_tokenizer, letters.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    tok = PreTrainedTokenizerFast(tokenizer_object=letters, eos_token='<|end|>', chat_template="{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }}<|end|>{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}")
    torch.manual_seed(0)
    llm = LlamaForCausalLM(LlamaConfig(vocab_size=257, hidden_size=32, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, bos_token_id=None, eos_token_id=256)).eval()
    tower = CLIPVisionModel(CLIPVisionConfig(hidden_size=24, intermediate_size=32, num_hidden_layers=3, num_attention_heads=2, image_size=32, patch_size=16))
    picture = Image.effect_noise((40, 40), 60).convert('RGB')
    with tempfile.TemporaryDirectory() as d:
        tower.save_pretrained(f'{d}/tower'); CLIPImageProcessor(size={'shortest_edge': 32}, crop_size={'height': 32, 'width': 32}).save_pretrained(f'{d}/tower')
        llm.save_pretrained(f'{d}/llm'); tok.save_pretrained(f'{d}/llm')
        encoder = load_encoder(f'hf:{d}/tower')
        other = save_mllm(MLLM(llm, tok, MLLMSpec('lite0-tokens', 4, 24, 'linear', f'{d}/llm')), f'{d}/other')
        test_fail(lambda: to_llava(other, f'{d}/x'), contains="encoder 'lite0-tokens' with connector 'linear' has no LLaVA form")
        model = MLLM(llm, tok, MLLMSpec(f'hf:{d}/tower', 4, 24, 'mlp', f'{d}/llm')).normalise(3+2*torch.randn(50, 4, 24))
        for n, p in add_adapters(model, 2).llm.named_parameters():
            if 'lora_B' in n: torch.nn.init.normal_(p, std=.1)
        save_mllm(model.eval(), f'{d}/ours')
        out = to_llava(f'{d}/ours', f'{d}/llava')
        theirs, processor = LlavaForConditionalGeneration.from_pretrained(out).eval(), AutoProcessor.from_pretrained(out)
        ids = torch.as_tensor(encode_question('Who?', model.tokenizer, 4))[None]
        inputs = processor(images=picture, text=processor.apply_chat_template([{'role': 'user', 'content': '<image>\nWho?'}], add_generation_prompt=True), return_tensors='pt')
        with torch.no_grad():
            ours = model.llm(inputs_embeds=model.embeddings(ids, model.as_tokens(encoder([picture])))).logits[0, -1]
            test_eq(inputs['input_ids'].tolist(), ids.tolist())
            test_close(theirs(**inputs).logits[0, -1, :257], ours, eps=1e-4)
        print(sorted(p.name for p in Path(out).iterdir()))
