"""Packaging: everything that varies is read from settings.ini. `data/` installs as `tinyemo/data/`."""
from configparser import ConfigParser
from pathlib import Path

from setuptools import find_packages, setup

here = Path(__file__).parent
config = ConfigParser(delimiters=['='])
config.read(here/'settings.ini', encoding='utf-8')
cfg = config['DEFAULT']

def words(key): return cfg.get(key, '').split()

extras = {k: words(f'{k}_requirements') for k in ('synth', 'eval', 'serve', 'app', 'hub', 'track', 'ray')}
extras['dev'] = words('dev_requirements') + sum(extras.values(), [])

setup(
    name=cfg['lib_name'], version=cfg['version'], description=cfg['description'], license='Apache-2.0',
    author=cfg['author'], author_email=cfg['author_email'], keywords=words('keywords'),
    long_description=(here/'README.md').read_text(encoding='utf-8'), long_description_content_type='text/markdown',
    packages=[*find_packages(include=['tinyemo', 'tinyemo.*']), 'tinyemo.data'],
    package_dir={'tinyemo': 'tinyemo', 'tinyemo.data': 'data'}, include_package_data=True,
    package_data={'tinyemo': ['*.pyi', 'py.typed'], 'tinyemo.data': ['*', '*/*', '*/*/*']},
    python_requires=f">={cfg['min_python']}", install_requires=words('requirements'), extras_require=extras,
    entry_points={
        'console_scripts': cfg['console_scripts'].split('\n'),
        # torch runs this group at the end of `import torch`: see nbs/dev/20_torchfix.ipynb
        'torch.backends': ['tinyemo = tinyemo.dev.torchfix:declare_torchvision_ops'],
        'nbdev': ['tinyemo = tinyemo._modidx:d'],
    },
    classifiers=['Development Status :: 3 - Alpha', f"Intended Audience :: {cfg['audience']}",
                 'Programming Language :: Python :: 3.11', 'License :: OSI Approved :: Apache Software License'],
)
